"""Whether the database is away or has no room, told from an error of it."""

import psycopg
from sqlalchemy.exc import TimeoutError as NoConnectionFree

#: Connection lost, resources short (a full disk), stopped by its operator, trouble of its system.
_CLASSES = {"08", "53", "57", "58"}


def is_away(error: BaseException) -> bool:
    """It keeps and gives nothing for now, and the same may well be done later."""
    origin = getattr(error, "orig", None) or error
    if isinstance(origin, psycopg.OperationalError):
        # Without a code the server was not reached, or it was lost.
        return origin.sqlstate is None or origin.sqlstate[:2] in _CLASSES
    return isinstance(origin, NoConnectionFree)
