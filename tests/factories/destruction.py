"""Asking that a case be destroyed, and what is left of it in the database."""

from uuid import UUID

import psycopg
from psycopg import sql

from backend import clock
from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import Role
from backend.cases.actions.opening import OpenedCase
from backend.destruction.actions import agreeing
from backend.destruction.actions.destroying import destroy
from tests.factories.office import Desk

OF_CASES = """SELECT attrelid::regclass::text FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
  WHERE attname = 'case_id' AND relkind = 'r' AND relnamespace = 'public'::regnamespace"""


async def agree(desk: Desk, case: OpenedCase, by: NewColleague) -> None:
    await desk.do(agreeing.agree, case, None, member=by)


async def two(desk: Desk) -> tuple[NewColleague, NewColleague]:
    return await desk.member(), await desk.member(Role.SUPERVISOR)


async def asked_and_agreed(desk: Desk, case: OpenedCase) -> None:
    """The person asks, two people of the office agree."""
    await desk.complainant_acts(case, "erase", clock.now())
    for member in await two(desk):
        await agree(desk, case, member)


def asked(administrator: psycopg.Connection, case_id: UUID) -> UUID:
    query = "SELECT id FROM destructions WHERE case_id = %s"
    return UUID(str(administrator.execute(query, (case_id,)).fetchone()[0]))


async def destroyed(desk: Desk, administrator: psycopg.Connection, case: OpenedCase) -> None:
    """The whole road, with the worker's part."""
    await asked_and_agreed(desk, case)
    assert await destroy(desk.tools, asked(administrator, case.id), clock.now())


def rows_left(administrator: psycopg.Connection, case_id: UUID) -> dict[str, int]:
    """Table → how many rows of the case it has."""
    found = {}
    for (table,) in administrator.execute(OF_CASES).fetchall():
        query = sql.SQL("SELECT count(*) FROM {} WHERE case_id = %s").format(sql.Identifier(table))
        count = administrator.execute(query, (case_id,)).fetchone()[0]
        if count:
            found[table] = count
    return found
