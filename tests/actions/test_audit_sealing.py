"""The record: only added to, sealed once a minute, and what was tampered with is named."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from backend.accounts.actions.organisations import NewOrganisation
from backend.app import Installation
from backend.audit.actions import Actor, Happening, record, seal_new_events, walk_the_seals
from backend.audit.rules import Flaw, Misfit
from backend.database.doors import transaction
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.cases import a_case

#: Later than every event of the other tests of this process.
LATER = datetime(2031, 5, 6, 7, 30, tzinfo=UTC)
KEPT = ("events", "seals", "unsealed_events")


@pytest.fixture(scope="module")
async def office(tools: Tools) -> NewOrganisation:
    return await an_organisation(tools.engine, tools.keyring.master, country="VN")


@pytest.fixture
def mighty(administrator: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """A superuser for whom no trigger fires; afterwards the record is as it was."""
    administrator.execute("SET session_replication_role = replica")
    for table in KEPT:
        administrator.execute(f"CREATE TEMP TABLE kept_{table} AS TABLE {table}")
    yield administrator
    for table in KEPT:
        administrator.execute(f"TRUNCATE {table}")
        administrator.execute(f"INSERT INTO {table} TABLE kept_{table}")
        administrator.execute(f"DROP TABLE kept_{table}")
    administrator.execute("RESET session_replication_role")


async def noted(tools: Tools, office: UUID, kind: str = "staff", **changes: object) -> None:
    values = {"about": office, "parties": (office,), "at": LATER, "action": "test.happened"}
    values |= {"actor": Actor(kind)} | changes
    async with transaction(tools.engine) as session:
        await record(session, Happening(**values))


async def sealed(tools: Tools, at: datetime = LATER) -> int:
    async with transaction(tools.engine) as session:
        return await seal_new_events(session, at)


async def found(tools: Tools) -> Misfit | None:
    async with transaction(tools.engine) as session:
        return (await walk_the_seals(session)).misfit


async def three_seals(tools: Tools, office: UUID) -> tuple[int, UUID]:
    """The number of the middle one of three, and the second of its three events."""
    for count in (1, 3, 1):
        for n in range(count):
            await noted(tools, office, facts={"n": n}, sealed_reason=b"sealed")
        assert await sealed(tools) >= count
    async with tools.engine.connect() as connection:
        row = await connection.exec_driver_sql(
            "SELECT number, event_ids[2] FROM seals ORDER BY number DESC OFFSET 1 LIMIT 1"
        )
        number, event_id = row.one()
        return number, event_id


async def test_what_happened_is_sealed_once(tools: Tools, office: NewOrganisation):
    await sealed(tools)
    await noted(tools, office.id)
    assert await sealed(tools) == 1
    assert await sealed(tools) == 0
    assert await found(tools) is None


async def test_acts_of_complainants_enter_the_first_seal_of_the_following_hour(
    tools: Tools, office: NewOrganisation
):
    await sealed(tools)
    hour = LATER.replace(minute=0)
    await noted(tools, office.id, "complainant", at=hour)
    assert await sealed(tools, hour + timedelta(minutes=59)) == 0
    assert await sealed(tools, hour + timedelta(minutes=60)) == 1


async def test_filing_leaves_an_event_without_minutes(
    tools: Tools, installation: Installation, office: NewOrganisation, administrator
):
    del tools, office
    case = await a_case(installation, country="VN")
    (at,) = administrator.execute("SELECT at FROM events WHERE case_id = %s", (case.id,)).fetchone()
    assert (at.minute, at.second, at.microsecond) == (0, 0, 0)


TAMPERED = {
    "facts": ("UPDATE events SET facts = '{\"n\": 9}' WHERE id = %(event)s", Flaw.CHANGED),
    "moment": ("UPDATE events SET at = at + interval '1 s' WHERE id = %(event)s", Flaw.CHANGED),
    "actor": ("UPDATE events SET actor_kind = 'worker' WHERE id = %(event)s", Flaw.CHANGED),
    "reason": ("UPDATE events SET sealed_reason = 'other' WHERE id = %(event)s", Flaw.REASON),
    "gone": ("DELETE FROM events WHERE id = %(event)s", Flaw.MISSING),
}


@pytest.mark.parametrize("what", TAMPERED)
async def test_a_changed_event_is_named_with_its_seal(
    tools: Tools, office: NewOrganisation, mighty: psycopg.Connection, what: str
):
    number, event = await three_seals(tools, office.id)
    sql, flaw = TAMPERED[what]
    assert mighty.execute(sql, {"event": event}).rowcount == 1
    assert await found(tools) == Misfit(number, event, flaw)


async def test_events_in_another_order_are_noticed(
    tools: Tools, office: NewOrganisation, mighty: psycopg.Connection
):
    number, _ = await three_seals(tools, office.id)
    mighty.execute(
        "UPDATE seals SET event_ids = ARRAY[event_ids[2], event_ids[1], event_ids[3]]"
        " WHERE number = %s", (number,),
    )  # fmt: skip
    misfit = await found(tools)
    assert misfit
    assert (misfit.seal, misfit.flaw) == (number, Flaw.CHANGED)


async def test_a_list_that_was_made_to_fit_its_events_does_not_fit_its_root(
    tools: Tools, office: NewOrganisation, mighty: psycopg.Connection
):
    number, _ = await three_seals(tools, office.id)
    mighty.execute(
        "UPDATE seals SET event_ids = event_ids[1:2], event_hashes = event_hashes[1:2]"
        " WHERE number = %s", (number,),
    )  # fmt: skip
    assert await found(tools) == Misfit(number, None, Flaw.LIST)


async def test_a_seal_taken_out_breaks_the_chain(
    tools: Tools, office: NewOrganisation, mighty: psycopg.Connection
):
    number, _ = await three_seals(tools, office.id)
    mighty.execute("DELETE FROM seals WHERE number = %s", (number,))
    assert await found(tools) == Misfit(number + 1, None, Flaw.CHAIN)


async def test_a_last_seal_taken_off_leaves_events_that_wait_for_none(
    tools: Tools, office: NewOrganisation, mighty: psycopg.Connection
):
    number, _ = await three_seals(tools, office.id)
    gone = mighty.execute(
        "DELETE FROM seals WHERE number > %s RETURNING event_ids[1]", (number,)
    ).fetchone()
    assert gone
    assert await found(tools) == Misfit(None, gone[0], Flaw.UNSEALED)


async def test_an_event_put_there_past_the_trigger_is_named(
    tools: Tools, office: NewOrganisation, mighty: psycopg.Connection
):
    await sealed(tools)
    forged = uuid4()
    mighty.execute(
        "INSERT INTO events (case_id, id, parties, at, actor_kind, action, facts, payload_hash)"
        " VALUES (%s, %s, %s, '2020-01-01', 'staff', 'case.read', '{}', '')",
        (office.id, forged, [office.id]),
    )
    assert await found(tools) == Misfit(None, forged, Flaw.UNSEALED)


@pytest.mark.parametrize("door", ["public", "desk", "worker", "owner"])
@pytest.mark.parametrize(
    "act", ["UPDATE events SET action = 'x'", "DELETE FROM events", "TRUNCATE events",
            "UPDATE seals SET number = 0", "DELETE FROM seals", "TRUNCATE seals"],
)  # fmt: skip
async def test_no_door_changes_the_record(tools: Tools, database, office, door: str, act: str):
    await noted(tools, office.id)
    await sealed(tools)
    with (
        psycopg.connect(getattr(database, door), autocommit=True) as connection,
        pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.RaiseException)),
    ):
        connection.execute(act)
