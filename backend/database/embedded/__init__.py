"""A PostgreSQL of our own: started and stopped by this program, and never left behind by it."""

from backend.database.embedded.cluster import ADMINISTRATOR, ServerDidNotStart
from backend.database.embedded.programs import NoServerFound, binaries, version
from backend.database.embedded.server import (
    DataFolderInUse,
    EmbeddedServer,
    administrator_of,
    die_with_parent,
    free_port,
)

__all__ = [
    "ADMINISTRATOR",
    "DataFolderInUse",
    "EmbeddedServer",
    "NoServerFound",
    "ServerDidNotStart",
    "administrator_of",
    "binaries",
    "die_with_parent",
    "free_port",
    "version",
]
