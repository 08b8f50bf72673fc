"""Head equals the models; every step goes down and up again, with rows in every table."""

import importlib.util
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from backend.all_tables import METADATA
from backend.database.addresses import Addresses
from backend.database.migrating import FOLDER, configuration, head
from backend.database.newest import is_up_to_date, newest
from tests.factories.databases import Moving
from tests.factories.rows import rows_of

FILES = sorted(path.stem for path in (FOLDER / "versions").glob("*.py"))
#: What PostgreSQL itself says of columns, constraints and indexes of our tables.
CATALOGUE = """
SELECT table_name || ' ' || column_name || ' ' || udt_name || ' ' || is_nullable || ' '
  || coalesce(character_maximum_length::text, '') || coalesce(column_default, '')
  FROM information_schema.columns WHERE table_schema = 'public' AND table_name = ANY (%(ours)s)
UNION SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) || ' ' || condeferred
  FROM pg_constraint WHERE contype <> 'n' AND conrelid::regclass::text = ANY (%(ours)s)
UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY (%(ours)s)
"""

A_JOB = "INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', 'a.job')"


def catalogue(connection: psycopg.Connection) -> set[str]:
    return {row[0] for row in connection.execute(CATALOGUE, {"ours": list(METADATA.tables)})}


def ours(name: str | None, kind: str, parents: object) -> bool:
    del parents
    others = ("procrastinate_", "alembic_", "reference_version")
    return not (kind == "table" and (name or "").startswith(others))


def test_the_newest_migration_equals_the_models(database: Addresses):
    options = {"compare_type": True, "compare_server_default": True, "include_name": ours}
    engine = create_engine(database.for_sqlalchemy("owner"))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_migrated_tables_are_those_that_the_models_would_make(
    moving: Moving, administrator: psycopg.Connection
):
    engine = create_engine(moving.url)
    METADATA.create_all(engine)
    engine.dispose()
    assert catalogue(administrator) ^ catalogue(moving.administrator) == set()


def test_a_difference_between_models_and_tables_is_seen(moving: Moving):
    moving.up()
    before = catalogue(moving.administrator)
    moving.administrator.execute("ALTER TABLE notes ALTER COLUMN at DROP NOT NULL")
    moving.administrator.execute("ALTER INDEX ix_case_tokens_tokens SET (fastupdate = on)")
    changed = catalogue(moving.administrator) - before
    assert len(changed) == 2, changed


@pytest.mark.parametrize("revision", FILES)
def test_rows_outlive_a_step_down_and_up_where_their_tables_do(moving: Moving, revision: str):
    below = ScriptDirectory.from_config(configuration("")).get_revision(revision).down_revision
    moving.up()
    schema, known = moving.schema(), {name: moving.columns(name) for name in moving.tables()}
    rows_of(moving.administrator, uuid4())
    moving.administrator.execute(A_JOB)
    moving.down(below or "base")
    columns = {
        name: [column for column in moving.columns(name) if column in known[name]]
        for name in moving.tables() - {"alembic_version"}
    }
    kept = {table: moving.content(table, names) for table, names in columns.items()}
    assert {name for name in METADATA.tables.keys() & kept.keys() if not kept[name]} == set()
    moving.up()
    assert {table: moving.content(table, names) for table, names in columns.items()} == kept
    assert moving.schema() == schema
    for table in METADATA.tables.keys() - kept.keys():
        assert moving.content(table, moving.columns(table)) == "", table


def test_the_way_down_takes_everything_of_ours_away(moving: Moving):
    moving.up()
    assert METADATA.tables.keys() <= moving.tables()
    moving.down("base")
    assert moving.tables() == {"alembic_version"}
    left = {line.split()[1] for line in moving.schema().splitlines() if line[:7] == "CREATE "}
    assert left == {"TABLE"}


def test_migrations_are_numbered_without_gaps_and_named_as_their_files():
    assert [int(name[:4]) for name in FILES] == list(range(1, len(FILES) + 1))
    before = None
    for name in FILES:
        spec = importlib.util.spec_from_file_location(name, FOLDER / "versions" / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        assert (module.revision, module.down_revision) == (name, before)
        before = name
    assert head() == newest() == FILES[-1]


def test_only_the_newest_of_all_is_up_to_date(moving: Moving):
    for there in (None, *FILES[:2], "head"):
        if there:
            moving.up(there)
        assert is_up_to_date(moving.addresses.owner) is (there == "head")


TELLING = '''
from alembic import op

revision = "0001_telling"
down_revision = None


def upgrade():
    op.execute("""CREATE TABLE said AS SELECT current_setting('lock_timeout') AS locks,
      current_setting('statement_timeout') AS statements""")
'''


def test_a_migration_waits_neither_for_locks_nor_for_itself_without_end(
    moving: Moving, tmp_path: Path
):
    (tmp_path / "0001_telling.py").write_text(TELLING, encoding="utf-8")
    config: Config = configuration(moving.url)
    config.set_main_option("version_locations", str(tmp_path))
    config.set_main_option("path_separator", "newline")
    command.upgrade(config, "head")
    engine = create_engine(moving.url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT * FROM said")).one() == ("5s", "10min")
    engine.dispose()
