"""Of a destroyed case no wrapped key is left in any file of the database, its log included."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from backend import clock
from backend.backup.actions.shredding import StillInUse, shred_traces, waits
from backend.cases.actions.opening import OpenedCase
from tests.factories.destruction import destroyed
from tests.factories.office import Desk, a_desk
from tests.factories.places import Place, a_place
from tests.factories.scanning import files_in

pytestmark = pytest.mark.battery("T8")

#: So much of a slot is found by, wherever a page of the heap or of the log was cut.
SIGN = 64


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with a_place(tmp_path / "data") as made:
        yield made


@pytest.fixture
async def desk(place: Place) -> Desk:
    return await a_desk(place.tools, place.installation)


def slots_of(place: Place, case_id: UUID) -> list[bytes]:
    with psycopg.connect(place.administrator) as connection:
        query = "SELECT wrapped FROM key_slots WHERE case_id = %s"
        return [row[0][-SIGN:] for row in connection.execute(query, (case_id,)).fetchall()]


def found(place: Place, slots: list[bytes]) -> int:
    """In how many files of the stopped cluster any of them lies."""
    contents = (path.read_bytes() for path in files_in([place.server.cluster]))
    return sum(any(slot in content for slot in slots) for content in contents)


async def filed(desk: Desk, place: Place) -> tuple[OpenedCase, list[bytes]]:
    case = await desk.case()
    slots = slots_of(place, case.id)
    assert len(slots) == 4
    return case, slots


async def test_no_slot_of_a_destroyed_case_is_left_on_the_disk(place: Place, desk: Desk):
    doomed, gone = await filed(desk, place)
    _, kept = await filed(desk, place)
    with psycopg.connect(place.administrator, autocommit=True) as administrator:
        await destroyed(desk, administrator, doomed)
        administrator.execute("VACUUM key_slots")
        administrator.execute("CHECKPOINT")
    assert slots_of(place, doomed.id) == []
    assert found(place, gone), "deleted and vacuumed it lies there all the same: the test can see"
    assert waits(place.addresses.owner) == 1
    assert shred_traces(place.addresses.owner, place.administrator, clock.now()) == 1
    place.server.stop()
    assert found(place, gone) == 0
    assert found(place, kept)


async def test_while_somebody_looks_at_what_was_it_is_tried_again(place: Place, desk: Desk):
    """Such as a backup: PostgreSQL must keep for it what it may still read."""
    doomed, _ = await filed(desk, place)
    with psycopg.connect(place.addresses.owner) as looking:
        looking.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        looking.execute("SELECT 1")
        with psycopg.connect(place.administrator, autocommit=True) as administrator:
            await destroyed(desk, administrator, doomed)
        with pytest.raises(StillInUse):
            shred_traces(place.addresses.owner, place.administrator, clock.now())
        assert waits(place.addresses.owner) == 1
    assert shred_traces(place.addresses.owner, place.administrator, clock.now()) == 1
    assert shred_traces(place.addresses.owner, place.administrator, clock.now()) == 0
