"""The doctor on an installation that runs, and in which something has gone wrong since."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from backend import clock
from backend.app import Installation
from backend.audit.actions import seal_new_events
from backend.database.addresses import Addresses
from backend.database.doors import transaction
from backend.sealing.tools import Tools
from tests.factories.commands import Said, suara, variables_of

_JOB = """WITH job AS (INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at)
  VALUES ('default', 'audit.seal', %s, now() - %s::interval) RETURNING id)
  SELECT id FROM job"""


@pytest.fixture
def here(database: Addresses, installation: Installation) -> dict[str, str]:
    return variables_of(database, installation.settings)


def told(said: Said, check: str) -> str:
    """The line of one check; every line has the same shape, and there is no traceback."""
    assert "Traceback" not in said.out + said.err
    lines = [line.partition(" ")[2].strip() for line in said.out.splitlines()]
    (line,) = [line for line in lines if line.startswith(f"{check}: ")]
    verdict = next(row for row in said.out.splitlines() if row.endswith(line)).split()[0]
    assert said.code == (1 if "\nbad " in f"\n{said.out}" else 0)
    return f"{verdict} {line.removeprefix(f'{check}: ')}"


@contextmanager
def for_a_moment(connection: psycopg.Connection, done: str, undone: str) -> Iterator[None]:
    connection.execute(done.encode())
    try:
        yield
    finally:
        connection.execute(undone.encode())


@contextmanager
def a_job(connection: psycopg.Connection, status: str, since: str) -> Iterator[None]:
    row = connection.execute(_JOB, (status, since)).fetchone()
    assert row
    connection.execute(
        "UPDATE procrastinate_events SET at = now() - %s::interval WHERE job_id = %s",
        (since, row[0]),
    )
    try:
        yield
    finally:
        connection.execute("DELETE FROM procrastinate_jobs WHERE id = %s", row)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Makes the machine of the next command another one: lines that Python runs at its start."""

    def changed(lines: str) -> None:
        (tmp_path / "sitecustomize.py").write_text(lines, encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    return changed


@pytest.mark.parametrize("name", ["icu4py", "pydantic", "rich", "psycopg"])
def test_a_requirement_that_is_missing_is_named_in_words(here: dict[str, str], machine, name: str):
    machine(f"import sys; sys.modules[{name!r}] = None")
    said = suara("doctor", **here)
    assert said.code == 1
    assert "Traceback" not in said.out + said.err
    assert "bad   requirements: " in said.out + said.err
    assert name in said.out + said.err
    assert "Install requirements.txt again" in said.out + said.err


def test_without_what_reads_commands_one_line_says_so(machine):
    machine("import sys; sys.modules['typer'] = None")
    said = suara("doctor")
    assert said.code == 1
    assert said.err.startswith("bad   requirements: ")
    assert said.err.count("\n") == 1


def test_a_clock_that_was_never_set_is_said(here: dict[str, str], machine):
    machine("""
import datetime as d
class Early(d.datetime):
    @classmethod
    def now(cls, tz=None): return super().now(tz) - d.timedelta(days=20000)
d.datetime = Early
""")
    assert "set its clock" in told(suara("doctor", **here), "clock")


def test_two_clocks_that_differ_are_said(here: dict[str, str], machine):
    machine("""
import datetime as d
class Fast(d.datetime):
    @classmethod
    def now(cls, tz=None): return super().now(tz) + d.timedelta(minutes=5)
d.datetime = Fast
""")
    assert "differ by 300 seconds" in told(suara("doctor", **here), "clock")


def test_a_full_disk_is_said(here: dict[str, str], machine):
    machine("""
import collections, shutil
full = collections.namedtuple('usage', 'total used free')(10**12, 10**12, 10**8)
shutil.disk_usage = lambda path: full
""")
    assert told(suara("doctor", **here), "disk").startswith("bad 0.1 GB free. Complaints cannot")


def test_a_name_that_leads_nowhere_is_said(here: dict[str, str]):
    said = suara("doctor", **here, public_origin="https://suara.invalid")
    assert "see SUARA_PUBLIC_ORIGIN" in told(said, "public address")


def test_a_proxy_that_is_not_named_is_seen_by_its_single_network(
    here: dict[str, str], administrator: psycopg.Connection
):
    add = """DELETE FROM rate_counters; INSERT INTO rate_counters
      VALUES ('filing', '\\x00', now(), 60)"""
    with for_a_moment(administrator, add, "DELETE FROM rate_counters"):
        said = suara("doctor", **here)
    assert told(said, "proxies").startswith("bad everybody seems to come from one network")


def test_a_database_that_is_behind_is_said(here: dict[str, str], administrator):
    behind = "UPDATE alembic_version SET version_num = '0008_translation_engine'"
    present = administrator.execute("SELECT version_num FROM alembic_version").fetchone()
    administrator.execute(behind)
    try:
        said = suara("doctor", **here)
    finally:
        administrator.execute("UPDATE alembic_version SET version_num = %s", present)
    assert told(said, "migrations").endswith("run `suara migrate`.")
    assert told(said, "jobs").startswith("later ")


def test_a_table_of_somebody_else_is_said(here: dict[str, str], administrator):
    (me,) = administrator.execute("SELECT current_user").fetchone()
    theirs = f'ALTER TABLE rate_keys OWNER TO "{me}"'
    with for_a_moment(administrator, theirs, "ALTER TABLE rate_keys OWNER TO suara_owner"):
        said = suara("doctor", **here)
    assert told(said, "ownership").startswith(f"bad rate_keys belongs to {me}")


JOBS = [
    ("todo", "jobs", r"bad \d+ wait, the oldest for 60 minutes"),
    ("doing", "stalled jobs", "bad 1 were begun by a worker that is gone"),
    ("failed", "failed jobs", "bad 1 of audit.seal. Mend the cause, then run `suara jobs again`."),
]


@pytest.mark.parametrize(("status", "check", "words"), JOBS)
def test_jobs_that_nobody_does_are_said(
    here: dict[str, str], administrator, status: str, check: str, words: str
):
    with a_job(administrator, status, "60 minutes"):
        assert re.match(words, told(suara("doctor", **here), check))
    assert told(suara("doctor", **here), check).startswith("good")


def test_a_job_that_was_given_up_can_be_tried_again(here: dict[str, str], administrator):
    with a_job(administrator, "failed", "60 minutes"):
        assert suara("jobs", "again", **here).out == "1 jobs wait again.\n"
        assert told(suara("doctor", **here), "failed jobs").startswith("good")
        ask = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND attempts = 0"
        assert administrator.execute(ask).fetchone()[0] >= 1


async def test_a_record_without_its_seal_is_said(
    here: dict[str, str], administrator: psycopg.Connection, tools: Tools
):
    add = """INSERT INTO events (case_id, id, parties, at, actor_kind, action, facts, payload_hash)
      VALUES (gen_random_uuid(), gen_random_uuid(), '{}', now() - interval '2 hours 1 second',
        'staff', 'late', '{}', '\\x00')"""
    administrator.execute(add)
    assert told(suara("doctor", **here), "seals").startswith("bad the record waits for its seal")
    async with transaction(tools.engine) as session:
        await seal_new_events(session, clock.now())
    assert told(suara("doctor", **here), "seals") == "good the record is sealed."


def backup_of(administrator: psycopg.Connection, days: int) -> None:
    made = clock.now() - timedelta(days=days)
    add = """INSERT INTO backups (id, made_at, size, folder, name)
      VALUES (gen_random_uuid(), %s, 1, '/backups', %s)"""
    administrator.execute(add, (made, secrets.token_hex(8)))


def test_a_backup_that_is_missing_or_old_is_said(here: dict[str, str], administrator):
    administrator.execute("DELETE FROM backups")
    assert told(suara("doctor", **here), "backup").startswith(("note there is none", "bad there"))
    backup_of(administrator, 9)
    assert told(suara("doctor", **here), "backup").startswith("bad the last one is 9 days old")
    backup_of(administrator, 0)
    assert told(suara("doctor", **here), "backup").startswith("good")
    administrator.execute("DELETE FROM backups")


def test_a_key_or_password_that_others_may_read_is_said(here: dict[str, str], tmp_path: Path):
    phrase = tmp_path / "phrase"
    phrase.write_text("quiet rivers", encoding="utf-8")
    phrase.chmod(0o640)
    with_it = here | {"backup_passphrase_file": str(phrase)}
    assert told(suara("doctor", **with_it), "secrets").endswith(f"run `chmod 600 {phrase}`.")
    phrase.unlink()
    assert f"{phrase} is missing" in told(suara("doctor", **with_it), "secrets")
