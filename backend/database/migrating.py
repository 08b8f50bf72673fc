"""Bringing a database to the newest migration."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, pool

FOLDER = Path(__file__).parent / "migrations"


def configuration(owner_url: str) -> Config:
    """``owner_url`` in SQLAlchemy's form."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("sqlalchemy.url", owner_url.replace("%", "%%"))
    return config


def migrate(owner_url: str, to: str = "head") -> None:
    command.upgrade(configuration(owner_url), to)


def head() -> str:
    return ScriptDirectory.from_config(configuration("")).get_current_head() or ""


def present(owner_url: str) -> str | None:
    engine = create_engine(owner_url, poolclass=pool.NullPool, hide_parameters=True)
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
