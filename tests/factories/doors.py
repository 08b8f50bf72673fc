"""The doors of the database, entered with plain SQL as somebody who broke in would."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.errors import InsufficientPrivilege, RaiseException

from backend.database.addresses import Addresses
from backend.database.doors import set_local

DOORS = ("public", "desk", "worker")
#: How many statements were tried so far, for whoever counts them.
TRIED: Counter[str] = Counter()


@contextmanager
def door(database: Addresses, role: str, **told: object) -> Iterator[psycopg.Connection]:
    """A transaction of that login role, told what ``told`` says; nothing of it stays."""
    with (
        psycopg.connect(getattr(database, role)) as connection,
        connection.transaction(force_rollback=True),
    ):
        connection.execute(*set_local({name: str(value) for name, value in told.items()}))
        yield connection


def reached(connection: psycopg.Connection, query: Any, values: Any = None) -> int:
    """How many rows a statement touches; refused is none. Any other error is an error."""
    TRIED["statements"] += 1
    try:
        with connection.transaction():
            return connection.execute(query, values).rowcount
    except (InsufficientPrivilege, RaiseException):
        return 0


def refused(connection: psycopg.Connection, query: Any, values: Any = None) -> bool:
    TRIED["statements"] += 1
    try:
        with connection.transaction():
            connection.execute(query, values)
    except (InsufficientPrivilege, RaiseException):
        return True
    return False
