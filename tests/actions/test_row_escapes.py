"""Ways around the row policies: the pool, settings, copies, large objects, statistics."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from uuid import uuid4

import pytest
from psycopg.errors import DatabaseError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.doors import engine_for, enter, transaction
from tests.factories.databases import Moving
from tests.factories.doors import DOORS, door
from tests.factories.rows import Rows, a_case_with_owner

pytestmark = pytest.mark.battery("T3b")
#: Each tries to come by a row of theirs, or by what is known of it; none of them is refused alike.
ATTACKS = {
    "another role": "SET ROLE suara_owner",
    "another role, kept": "SET SESSION AUTHORIZATION suara_owner",
    "role by a setting": "SELECT set_config('role', 'suara_owner', false)",
    "no policies": "SET LOCAL row_security = off; SELECT 1 FROM cases",
    "copied with a program": "COPY (SELECT 1) TO PROGRAM 'sh'",
    "a table of its own": "CREATE TEMP TABLE mine AS SELECT * FROM cases",
    "a view of its own": "CREATE TEMP VIEW mine AS SELECT * FROM cases",
    "a function of its own": "CREATE FUNCTION pg_temp.x() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "a block": "DO $$ BEGIN EXECUTE 'SET ROLE suara_owner'; END $$",
    "a large object": "SELECT lo_from_bytea(0, 'x')",
    "a file as a large object": "SELECT lo_import('/etc/passwd')",
    "a file": "SELECT pg_read_binary_file('/etc/passwd')",
    "a lock on their rows": "SELECT id FROM cases WHERE handler_id = %(theirs)s FOR UPDATE",
    "a lock on the table": "LOCK TABLE cases IN ACCESS EXCLUSIVE MODE",
    "a join from the catalogue": "SELECT 1 FROM pg_class p, cases c WHERE handler_id = %(theirs)s",
    "a subquery": "SELECT 1 WHERE EXISTS (SELECT 1 FROM cases WHERE handler_id = %(theirs)s)",
    "rows returned by a write": "UPDATE cases SET revision = revision"
    " WHERE handler_id = %(theirs)s RETURNING *",
    "a foreign key asked": "SELECT 1 FROM key_slots WHERE case_id = %(case)s",
    "a cursor": "SELECT cursor_to_xml('x'::refcursor, 1, true, true, '')",
    "a query as XML": "SELECT 1 WHERE query_to_xml('SELECT id FROM cases', true, false, '')::text"
    " LIKE '%%' || %(case)s || '%%'",
    "a table as XML": "SELECT 1 WHERE table_to_xml('cases', true, false, '')::text"
    " LIKE '%%' || %(case)s || '%%'",
    "what others run": "SELECT 1 FROM pg_stat_activity WHERE usename <> current_user"
    " AND query NOT IN ('<insufficient privilege>', '') AND datname = current_database()",
    "prepared by others": "SELECT 1 FROM pg_prepared_xacts",
    "told to listen": "SELECT pg_notify('x', id::text) FROM cases WHERE handler_id = %(theirs)s",
}  # fmt: skip
#: Tables with a row policy of which the statistics tell something to the role that asks.
STATISTICS = """SELECT DISTINCT tablename FROM pg_stats
  JOIN pg_class ON relname = tablename AND relnamespace = 'public'::regnamespace
  WHERE relrowsecurity"""


@pytest.fixture(scope="module")
def theirs(apart: Moving) -> Rows:
    made = a_case_with_owner(apart.administrator)
    apart.administrator.execute("UPDATE cases SET country = 'QQ' WHERE id = %s", (made.case,))
    apart.administrator.execute("ANALYZE")
    return made


@pytest.fixture
async def pool(apart: Moving) -> AsyncIterator[AsyncEngine]:
    """One connection, so that whoever comes next gets the very same."""
    address = apart.addresses.for_sqlalchemy("desk")
    engine = engine_for(address, connections=1)
    yield engine
    await engine.dispose()


async def seen(session: AsyncSession) -> tuple[int, int]:
    """The process of the database behind it, and how many cases it shows."""
    connection = await session.connection()
    asked = await connection.exec_driver_sql("SELECT pg_backend_pid(), count(*) FROM cases")
    process, cases = asked.one()
    return process, cases


@pytest.mark.parametrize("role", DOORS[:2])
@pytest.mark.parametrize("attack", ATTACKS)
def test_no_statement_gets_at_a_row_of_others(
    apart: Moving, theirs: Rows, attack: str, role: str, counted: Callable[[str, int], None]
):
    words = ATTACKS[attack]
    facts = {"theirs": theirs.organisation, "case": str(theirs.case)} if "%(" in words else None
    with door(apart.addresses, role, organisation=uuid4(), case_id=uuid4()) as connection:
        rows = []
        with suppress(DatabaseError), connection.transaction():
            got = connection.execute(words, facts)
            rows = got.fetchall() if got.description else []
        assert rows == []
        assert connection.execute("SELECT current_user").fetchone() == (f"suara_{role}",)
    counted("SQL statements of a thief", 1)


@pytest.mark.parametrize("role", DOORS[:2])
def test_what_the_planner_knows_of_others_is_not_shown(apart: Moving, theirs: Rows, role: str):
    """Statistics hold values; the view shows none of a table under a policy."""
    with door(apart.addresses, role, organisation=theirs.organisation) as connection:
        assert connection.execute(STATISTICS).fetchall() == []
    # Or the test would pass where nothing was ever counted.
    assert ("cases",) in apart.administrator.execute(STATISTICS).fetchall()


@pytest.mark.parametrize("end", ["committed", "refused", "broken off", "savepoint"])
async def test_a_connection_given_back_keeps_no_organisation(
    pool: AsyncEngine, theirs: Rows, end: str, scale: Callable[[int, int], int],
    counted: Callable[[str, int], None],
):  # fmt: skip
    for _ in range(scale(5, 200)):
        with suppress(ZeroDivisionError, DBAPIError):
            async with transaction(pool, organisation=theirs.organisation) as session:
                before, cases = await seen(session)
                assert cases == 1
                await ENDS[end](session)
        async with transaction(pool) as session:
            assert await seen(session) == (before, 0)
        async with transaction(pool, organisation=uuid4()) as session:
            assert await seen(session) == (before, 0)
    counted("connections used again", scale(5, 200) * 2)


async def nothing_more(_session: AsyncSession) -> None:
    return


async def refuse(_session: AsyncSession) -> None:
    raise ZeroDivisionError


async def break_off(session: AsyncSession) -> None:
    await (await session.connection()).exec_driver_sql("SELECT 1 / 0")


async def go_back(session: AsyncSession) -> None:
    with suppress(ZeroDivisionError):
        async with session.begin_nested():
            await enter(session, case_id=uuid4())
            raise ZeroDivisionError


ENDS = {
    "committed": nothing_more, "refused": refuse, "broken off": break_off, "savepoint": go_back,
}  # fmt: skip


async def test_whoever_goes_back_to_a_savepoint_is_told_anew(pool: AsyncEngine, theirs: Rows):
    """The database forgets what was told after it."""
    async with transaction(pool) as session:
        for _ in range(2):
            with suppress(ZeroDivisionError):
                async with session.begin_nested():
                    await enter(session, organisation=theirs.organisation)
                    assert (await seen(session))[1] == 1
                    raise ZeroDivisionError
        await enter(session, organisation=theirs.organisation)
        assert (await seen(session))[1] == 1
        await enter(session, organisation=uuid4())
        assert (await seen(session))[1] == 0


async def test_transactions_side_by_side_never_see_with_each_others_eyes(
    apart: Moving, theirs: Rows, scale: Callable[[int, int], int],
    counted: Callable[[str, int], None],
):  # fmt: skip
    """Many more than there are connections, half of them of nobody."""
    engine = engine_for(apart.addresses.for_sqlalchemy("desk"), connections=3)

    async def one(number: int) -> int:
        whose = theirs.organisation if number % 2 else uuid4()
        async with transaction(engine, organisation=whose) as session:
            return (await seen(session))[1]

    many = scale(60, 1000)
    assert await asyncio.gather(*map(one, range(many))) == [number % 2 for number in range(many)]
    await engine.dispose()
    counted("connections used again", many)
