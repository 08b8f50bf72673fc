"""Whether a database stands at the newest migration, asked without loading what migrates."""

from contextlib import suppress
from pathlib import Path

import psycopg
from psycopg.errors import UndefinedTable

from backend.database.roles import check_server

VERSIONS = Path(__file__).parent / "migrations" / "versions"


def newest() -> str:
    """Migrations are named by number, and each file as its revision."""
    return max(path.stem for path in VERSIONS.glob("[0-9]*.py"))


def is_up_to_date(owner: str) -> bool:
    """Refuses a server that is not fit for us, whatever stands in it."""
    with psycopg.connect(owner, autocommit=True) as connection, suppress(UndefinedTable):
        check_server(connection)
        found = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        return found == [(newest(),)]
    return False
