"""Role × route × id: what belongs to others is absent, to the byte like what never was.

The routes are those of the application: one with a parameter that ``ABSENT`` does not know fails
here until somebody says what a foreign one is.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack

import httpx
import psycopg
import pytest

from backend.accounts.rules import Role
from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.foreign_forms import FORMS, Typed
from tests.factories.pages import FORM_HEADERS, forms_on
from tests.factories.rooms import ABSENT, OPEN_PAGES, Answer, Room, a_room, leaks, nothing_written
from tests.factories.worlds import a_world

pytestmark = pytest.mark.battery("T3")
#: What pages read from the address after "?", and which of the ids that may name. (Systems stand
#: in the public register, so a filter by one of them tells nothing.)
QUERIES = {
    "/desk/sign-in": {}, "/desk/sign-out": {}, "/desk/invitation": {}, "/desk/people": {},
    "/desk/reset": {}, "/desk/views": {"view": "view"},
    "/desk/file": {"filing": "file/{filing_id}"},
    "/desk/bulk": {"case": "cases/{reference}"}, "/desk/cases/{reference}": {},
    "/desk/cases/{reference}/similar": {}, "/desk/cases/{reference}/present": {},
    "/desk/cases/{reference}/files/{file_id}": {},
    "/desk/leaving": {"person": "staff", "to": "staff"}, "/desk/me": {},
    "/desk/": {"q": "cases/{reference}", "after": "staff", "whose": "staff", "view": "view"},
    "/desk/record": {"case": "cases/{reference}", "who": "staff"},
    "/desk/outbox": {"after": "staff"},
    "/desk/reports/{publication_id}": {}, "/desk/texts": {}, "/desk/texts/{about}": {},
    "/desk/reports/{publication_id}/preview": {},
}  # fmt: skip
#: Parameters that FastAPI reads from the address and that name nothing.
WITHOUT_ID = {"language", "saved"}


@pytest.fixture(scope="module")
async def rooms(
    tools: Tools,
    installation: Installation,
    administrator: psycopg.Connection,
    scale: Callable[[int, int], int],
) -> AsyncIterator[list[Room]]:
    """Each office beside the next one, in a ring."""
    countries = ("BN", "LA", "KH", "TL", "MM")[: scale(2, 5)]
    worlds = [await a_world(tools, installation, administrator, place) for place in countries]
    pairs = list(zip(worlds, worlds[1:] + worlds[:1], strict=True))[: scale(1, 5)]
    async with AsyncExitStack() as opened:
        yield [await a_room(opened, installation, *pair) for pair in pairs]


@pytest.fixture(autouse=True)
def requests_counted(rooms: list[Room], counted: Callable[[str, int], None]) -> Iterator[None]:
    before = sum(room.requests for room in rooms)
    yield
    counted("requests", sum(room.requests for room in rooms) - before)


def test_every_parameter_of_the_desk_is_known_to_this_test(rooms: list[Room]):
    doors = rooms[0].doors
    unknown = {place for door in doors for place in door.places} - ABSENT.keys()
    assert not unknown, f"say in ABSENT and in worlds.py what a foreign one is: {unknown}"
    silent = set()
    for door in doors:
        names = {parameter.name for parameter in door.route.dependant.query_params} - WITHOUT_ID
        known = QUERIES.get(door.path, {}).keys()
        assert names <= known, f"say in QUERIES what {names - known} of {door.path} names"
        if "query_params" in door.source:
            silent.add(door.path)
    unknown = silent - QUERIES.keys()
    assert not unknown, f"say in QUERIES what they read after '?': {unknown}"


@pytest.mark.parametrize("role", Role)
async def test_an_id_of_another_organisation_answers_as_one_that_never_was(
    rooms: list[Room], administrator: psycopg.Connection, role: Role
):
    """Each id alone foreign and the others our own, and all of them foreign."""
    tried = 0
    for room in rooms:
        with nothing_written(administrator, room):
            for door in room.doors:
                for changed in door.foreign():
                    answer = await room.same(role, door, changed)
                    assert answer.status in {403, 404}, (door.method, door.path, answer)
                    tried += 1
    assert tried > 10


@pytest.mark.parametrize("role", Role)
async def test_no_button_of_ours_presses_anything_at_others(
    rooms: list[Room], administrator: psycopg.Connection, role: Role
):
    """What our own pages would send, to the same address of somebody else."""
    for room in rooms:
        with nothing_written(administrator, room):
            for door in room.doors:
                if door.method == "GET" or not door.places or not door.admits(role):
                    continue
                page = await room.asked(role, "GET", door.at(room.ours.ids))
                # The menu signs out, also above a refusal; its form goes elsewhere.
                for fields in forms_on(page.body.partition("<main")[2]):
                    answer = await room.same(role, door, door.places, **fields)
                    assert answer.status == 404, (door.path, fields, answer)


@pytest.mark.parametrize("role", Role)
async def test_whoever_may_not_enter_learns_nothing_about_our_own_ids_either(
    rooms: list[Room], role: Role
):
    for room in rooms:
        for door in room.doors:
            if door.path in OPEN_PAGES or door.admits(role):
                continue
            absent = room.ours.ids | {place: ABSENT[place]() for place in door.places}
            answers = [
                await room.asked(role, door.method, door.at(ids), *(ids[p] for p in door.places))
                for ids in (room.ours.ids, absent)
            ]
            assert answers[0] == answers[1], (door.method, door.path)
            assert answers[0].status == 403, (door.method, door.path)
            assert leaks(answers[0], room.ours) == []


async def test_whoever_may_enter_does_see_our_own(rooms: list[Room]):
    """Without this the tests above would pass on a desk that shows nothing."""
    room, seen = rooms[0], set()
    for door in room.doors:
        if door.method != "GET" or not door.places:
            continue
        role = next(role for role in Role if door.admits(role))
        answer = await room.asked(role, "GET", door.at(room.ours.ids))
        # Of what is not filed yet there are no receipts: the page leads back to it.
        wanted = 303 if door.path.endswith("/receipts") else 200
        assert answer.status == wanted, (door.path, role, answer.body[:300])
        seen |= set(leaks(answer, room.ours))
    assert len(seen) > 5, "the marks that are looked for are on no page of those who may see them"


@pytest.mark.parametrize(
    "write",
    [
        "UPDATE cases SET severity = 'S5' WHERE handler_id = %s",
        "DELETE FROM files WHERE %s = ANY (parties)",
        "UPDATE staff SET role = 'auditor' WHERE organisation_id = %s",
        "UPDATE organisations SET locale = 'th' WHERE id = %s",
        """INSERT INTO on_call (organisation_id, staff_id, set_by, set_at)
           SELECT organisation_id, id, id, now() FROM staff WHERE organisation_id = %s""",
    ],
)
def test_a_row_written_at_others_is_noticed(
    rooms: list[Room], administrator: psycopg.Connection, write: str
):
    theirs = rooms[0].theirs.parties.office.id
    with (
        administrator.transaction(force_rollback=True),
        pytest.raises(AssertionError),
        nothing_written(administrator, rooms[0]),
    ):
        assert administrator.execute(write, (theirs,)).rowcount


@pytest.mark.parametrize("role", Role)
async def test_an_id_after_the_question_mark_finds_nothing_of_others(rooms: list[Room], role: Role):
    for room in rooms:
        for path, named in QUERIES.items():
            for name, place in named.items():
                answers = [
                    await room.asked(role, "GET", f"{path}?{name}={value}", value)
                    for value in (room.theirs.ids[place], ABSENT[place]())
                ]
                assert answers[0] == answers[1], (path, name)
                assert room.leaks(answers[0]) == []


@pytest.mark.parametrize("role", Role)
async def test_no_list_of_the_desk_holds_a_byte_of_others(rooms: list[Room], role: Role):
    for room in rooms:
        for door in room.doors:
            if door.method == "GET" and not door.places:
                assert room.leaks(await room.asked(role, "GET", door.path)) == [], door.path


async def test_without_signing_in_every_page_leads_to_signing_in(
    rooms: list[Room], client: httpx.AsyncClient
):
    for room in rooms:
        for door in room.doors:
            if door.path in OPEN_PAGES:
                continue
            for world in (room.ours, room.theirs):
                got = await client.request(door.method, door.at(world.ids), headers=FORM_HEADERS)
                # 400: a form without its token is not even read.
                assert got.status_code in {303, 400, 403}, (door.method, door.path)
                assert not leaks(Answer(got.status_code, (), got.text), world), door.path
                room.requests += 1


@pytest.mark.parametrize("typed", FORMS, ids=lambda typed: f"{typed.path} {list(typed.fields)}")
async def test_an_id_typed_into_a_form_reaches_nothing_of_others(
    rooms: list[Room], administrator: psycopg.Connection, typed: Typed
):
    for room in rooms:
        with nothing_written(administrator, room):
            foreign = await room.typed(typed, room.theirs.ids)
            absent = await room.typed(typed, {place: make() for place, make in ABSENT.items()})
        assert foreign == absent
        assert room.leaks(foreign) == []
        assert foreign.status < 500
