"""A database that runs and is up to date, for one command.

Apart from ``serving``: what brings a database up to date is large, and a supervisor lives long.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from backend.database.addresses import Addresses, addresses, of_settings
from backend.database.embedded import DataFolderInUse, EmbeddedServer
from backend.database.migrating import migrate
from backend.database.roles import check_server
from backend.settings import Settings


@contextmanager
def database_running(settings: Settings, *, founding: bool = False) -> Iterator[None]:
    """Ours is started where nobody runs it, and stopped again.

    NoDatabaseYet in a folder where none ran before, unless ``founding``: a job of cron that was
    started elsewhere must not be answered by a new and empty installation.
    """
    if not founding:
        addresses(settings)
    server = None if settings.own_database else EmbeddedServer(settings.data_dir)
    try:
        if server:
            server.start()
    except DataFolderInUse:  # `suara serve` runs it
        server = None
    try:
        yield
    finally:
        if server:
            server.stop()


def bring_up_to_date(settings: Settings) -> Addresses:
    """Check the server and run the migrations that are missing."""
    where = addresses(settings)
    if of_settings(settings):
        with psycopg.connect(where.owner) as connection:
            check_server(connection)
    migrate(where.for_sqlalchemy("owner"))
    return where
