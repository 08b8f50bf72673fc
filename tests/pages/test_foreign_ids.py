"""Role × route × id: what belongs to others is absent, to the byte like what never was.

The routes are those of the application: one with a parameter that ``PARAMETERS`` does not know
fails here until somebody says what a foreign one is.
"""

import inspect
import os
import re
import secrets
from collections.abc import AsyncIterator, Iterator
from html import unescape
from typing import NamedTuple
from uuid import uuid4

import httpx
import psycopg
import pytest
from fastapi.routing import iter_route_contexts

from backend.accounts.rules import Act, Role, may
from backend.app import BOTH, Installation, create_app
from backend.cases.rules.references import new_reference
from backend.sealing.tools import Tools
from tests.factories.accounts import sign_in
from tests.factories.pages import FORM_HEADERS
from tests.factories.worlds import World, a_world

_TOKEN = re.compile(r'(name="csrf" value=")([^"]+)')
#: Drawn anew for each page.
_DRAWN = re.compile(r'(name="(?:csrf|once)" value=")([^"]+)')
_PLACE = re.compile(r"([^/]+)/(\{[^}]+\})")
#: How an id that nobody has is made, by the piece of the address that it fills.
ABSENT = {
    "cases/{reference}": lambda: new_reference("LA", 2026, os.urandom(8)),
    "asked/{reference}": lambda: new_reference("LA", 2026, os.urandom(8)),
    "translations/{text}": lambda: f"account.{uuid4()}.th",
    "files/{file_id}": lambda: str(uuid4()),
    "file/{filing_id}": lambda: str(uuid4()),
    "replies/{reply_id}": lambda: str(uuid4()),
    "systems/{slug}": lambda: f"system-{secrets.token_hex(4)}",
    "updates/{update_id}": lambda: str(uuid4()),
    "reports/{publication_id}": lambda: str(uuid4()),
    "texts/{about}": lambda: f"reply.{uuid4()}",
    "staff": lambda: str(uuid4()),
    "remedy": lambda: str(uuid4()),
    "template": lambda: str(uuid4()),
}
#: What pages read from the address after "?", and which of the ids above that may name. (Systems
#: stand in the public register, so a filter by one of them tells nothing.)
QUERIES = {
    "/desk/sign-in": {}, "/desk/sign-out": {}, "/desk/invitation": {}, "/desk/people": {},
    "/desk/reset": {}, "/desk/views": {"view": "staff"},
    "/desk/file": {"filing": "file/{filing_id}"},
    "/desk/bulk": {"case": "cases/{reference}"}, "/desk/cases/{reference}": {},
    "/desk/cases/{reference}/similar": {}, "/desk/cases/{reference}/present": {},
    "/desk/cases/{reference}/files/{file_id}": {},
    "/desk/leaving": {"person": "staff", "to": "staff"}, "/desk/me": {},
    "/desk/": {"q": "cases/{reference}", "after": "staff", "whose": "staff"},
    "/desk/record": {"case": "cases/{reference}", "who": "staff"},
    "/desk/outbox": {"after": "staff"},
    "/desk/reports/{publication_id}": {}, "/desk/texts": {}, "/desk/texts/{about}": {},
    "/desk/reports/{publication_id}/preview": {},
}  # fmt: skip
#: Parameters that FastAPI reads from the address and that name nothing.
WITHOUT_ID = {"language", "saved"}
AUDIENCE = {
    "signed_in": None, "read_cases": Act.READ_CASES, "work_cases": Act.WORK_CASES,
    "answer_as_owner": Act.ANSWER_AS_OWNER, "write_reports": Act.WRITE_REPORTS,
    "write_texts": Act.WRITE_TEXTS, "write_replies": Act.WRITE_REPLIES,
    "manage_people": Act.MANAGE_PEOPLE, "look_after_people": Act.LOOK_AFTER_PEOPLE,
    "read_record": Act.READ_RECORD,
    "file_for_others": Act.FILE_FOR_OTHERS, "open_contact": Act.OPEN_CONTACT,
}  # fmt: skip
OPEN_PAGES = {
    "/desk/sign-in", "/desk/sign-out", "/desk/invitation", "/desk/reset",
}  # fmt: skip


class Door(NamedTuple):
    method: str
    path: str
    route: object

    @property
    def places(self) -> list[str]:
        return ["/".join(found) for found in _PLACE.findall(self.path)]

    def act(self) -> Act | None:
        found = [AUDIENCE[name] for name in _calls(self.route.dependant) if name in AUDIENCE]
        return next((act for act in found if act), None)

    def at(self, ids: dict[str, str]) -> str:
        return _PLACE.sub(lambda m: f"{m[1]}/{ids['/'.join(m.groups())]}", self.path)


def _calls(dependant) -> Iterator[str]:
    if dependant.call:
        yield dependant.call.__name__
    for part in dependant.dependencies:
        yield from _calls(part)


def doors_of(app) -> list[Door]:
    found = []
    for context in iter_route_contexts(app.routes):
        route = getattr(context, "route", context)
        path = getattr(context, "path", getattr(route, "path", ""))
        # A house is named by its public slug; tests/pages/test_signing_in_elsewhere.py holds it.
        by_slug = "/sign-in/with/" in path
        if hasattr(route, "dependant") and path.startswith("/desk") and not by_slug:
            found += [Door(method, path, route) for method in sorted(route.methods - {"HEAD"})]
    return found


class Room(NamedTuple):
    """Ours and theirs, and a browser for each of our people."""

    doors: list[Door]
    ours: World
    theirs: World
    browsers: dict[Role, httpx.AsyncClient]
    tokens: dict[Role, str]


@pytest.fixture(scope="module")
async def room(
    tools: Tools, installation: Installation, administrator: psycopg.Connection
) -> AsyncIterator[Room]:
    ours, theirs = [
        await a_world(tools, installation, administrator, country) for country in ("BN", "LA")
    ]
    app = create_app(BOTH, installation)
    room = Room(doors_of(app), ours, theirs, {}, {})
    for role, member in ours.members.items():
        transport = httpx.ASGITransport(app=app)
        browser = httpx.AsyncClient(
            transport=transport, base_url=installation.settings.public_origin
        )
        await sign_in(browser, member)
        page = await browser.get("/desk/", follow_redirects=True)
        found = _TOKEN.search(page.text) or _TOKEN.search((await browser.get("/desk/sign-in")).text)
        room.browsers[role], room.tokens[role] = browser, unescape(found[2])
    yield room
    for browser in room.browsers.values():
        await browser.aclose()


class Answer(NamedTuple):
    status: int
    headers: tuple[tuple[str, str], ...]
    body: str


async def asked(room: Room, role: Role, method: str, address: str, *named: str) -> Answer:
    """What comes back, with the ids that were asked for taken out."""
    browser = room.browsers[role]
    if method == "GET":
        got = await browser.get(address)
    else:
        fields = {"csrf": room.tokens[role], "act": "note", "note": "x", "revision": "1"}
        got = await browser.post(address, data=fields, headers=FORM_HEADERS)
    body, headers = got.content.decode("utf-8", "replace"), dict(got.headers)
    headers.pop("content-length", None)
    for value in named:
        body = body.replace(value, "(asked)")
        headers = {k: v.replace(value, "(asked)") for k, v in headers.items()}
    body = _DRAWN.sub(r"\1(token)", body)
    return Answer(got.status_code, tuple(sorted(headers.items())), body)


def leaks(answer: Answer, theirs: World) -> list[str]:
    return [mark for mark in theirs.marks if mark in answer.body or mark in str(answer.headers)]


def test_every_parameter_of_the_desk_is_known_to_this_test(room: Room):
    places = {place for door in room.doors for place in door.places}
    unknown = places - ABSENT.keys()
    assert not unknown, f"say in ABSENT and in worlds.py what a foreign one is: {unknown}"
    silent = set()
    for door in room.doors:
        names = {parameter.name for parameter in door.route.dependant.query_params} - WITHOUT_ID
        known = QUERIES.get(door.path, {}).keys()
        assert names <= known, f"say in QUERIES what {names - known} of {door.path} names"
        source = inspect.getsource(inspect.getmodule(door.route.endpoint))
        if "query_params" in source:
            silent.add(door.path)
    unknown = silent - QUERIES.keys()
    assert not unknown, f"say in QUERIES what they read after '?': {unknown}"


@pytest.mark.parametrize("role", Role)
async def test_an_id_of_another_organisation_answers_as_one_that_never_was(room: Room, role: Role):
    """Each id alone foreign and the others our own, and all of them foreign."""
    tried = 0
    for door in room.doors:
        for changed in [[place] for place in door.places] + [door.places] * (len(door.places) > 1):
            foreign = room.ours.ids | {place: room.theirs.ids[place] for place in changed}
            absent = room.ours.ids | {place: ABSENT[place]() for place in changed}
            answers = [
                await asked(room, role, door.method, door.at(ids), *(ids[p] for p in changed))
                for ids in (foreign, absent)
            ]
            assert answers[0] == answers[1], (door.method, door.path, changed)
            assert answers[0].status in {403, 404}, (door.method, door.path, answers[0])
            assert leaks(answers[0], room.theirs) == []
            tried += 1
    assert tried > 10


@pytest.mark.parametrize("role", Role)
async def test_whoever_may_not_enter_learns_nothing_about_our_own_ids_either(
    room: Room, role: Role
):
    for door in room.doors:
        act = door.act()
        if door.path in OPEN_PAGES or act is None or may(role, act):
            continue
        absent = room.ours.ids | {place: ABSENT[place]() for place in door.places}
        answers = [
            await asked(room, role, door.method, door.at(ids), *(ids[p] for p in door.places))
            for ids in (room.ours.ids, absent)
        ]
        assert answers[0] == answers[1], (door.method, door.path)
        assert answers[0].status == 403, (door.method, door.path)
        assert leaks(answers[0], room.ours) == []


async def test_whoever_may_enter_does_see_our_own(room: Room):
    """Without this the tests above would pass on a desk that shows nothing."""
    for door in room.doors:
        if door.method != "GET" or not door.places:
            continue
        role = next(role for role in Role if door.act() is None or may(role, door.act()))
        answer = await asked(room, role, "GET", door.at(room.ours.ids))
        # Of what is not filed yet there are no receipts: the page leads back to it.
        seen = 303 if door.path.endswith("/receipts") else 200
        assert answer.status == seen, (door.path, role, answer.body[:300])


@pytest.mark.parametrize("role", Role)
async def test_an_id_after_the_question_mark_finds_nothing_of_others(room: Room, role: Role):
    for path, named in QUERIES.items():
        for name, place in named.items():
            answers = [
                await asked(room, role, "GET", f"{path}?{name}={value}", value)
                for value in (room.theirs.ids[place], ABSENT[place]())
            ]
            assert answers[0] == answers[1], (path, name)
            assert leaks(answers[0], room.theirs) == []


@pytest.mark.parametrize("role", Role)
async def test_no_list_of_the_desk_holds_a_byte_of_others(room: Room, role: Role):
    for door in room.doors:
        if door.method == "GET" and not door.places:
            assert leaks(await asked(room, role, "GET", door.path), room.theirs) == [], door.path


async def test_without_signing_in_every_page_leads_to_signing_in(
    room: Room, client: httpx.AsyncClient
):
    for door in room.doors:
        if door.path in OPEN_PAGES:
            continue
        for world in (room.ours, room.theirs):
            got = await client.request(door.method, door.at(world.ids), headers=FORM_HEADERS)
            # 400: a form without its token is not even read.
            assert got.status_code in {303, 400, 403}, (door.method, door.path, got.status_code)
            assert not leaks(Answer(got.status_code, (), got.text), world), door.path


FORMS = [
    (Role.CASEWORKER, "/desk/cases/{own}", {"act": "assign", "assignee": "staff"}),
    (Role.CASEWORKER, "/desk/cases/{own}", {"act": "remedy_done", "remedy": "remedy"}),
    (Role.ADMINISTRATOR, "/desk/people", {"act": "close", "staff": "staff"}),
    (Role.ADMINISTRATOR, "/desk/people", {"act": "invite_again", "staff": "staff"}),
    (Role.SUPERVISOR, "/desk/replies", {"act": "retire", "template": "template"}),
    (Role.SYSTEM_OWNER, "/desk/systems/{system}/updates/{update}", {"cases": "cases/{reference}"}),
]


@pytest.mark.parametrize(("role", "path", "fields"), FORMS)
async def test_an_id_typed_into_a_form_reaches_nothing_of_others(
    room: Room, administrator: psycopg.Connection, role: Role, path: str, fields: dict[str, str]
):
    ids = room.ours.ids
    address = path.format(
        own=ids["cases/{reference}"],
        system=ids["systems/{slug}"],
        update=ids["updates/{update_id}"],
    )
    answers = []
    for world in (room.theirs.ids, {place: make() for place, make in ABSENT.items()}):
        data = {name: world.get(value, value) for name, value in fields.items()}
        data |= {"csrf": room.tokens[role], "revision": "99", "seen": "99"}
        got = await room.browsers[role].post(address, data=data, headers=FORM_HEADERS)
        body = got.text
        for value in data.values():
            body = body.replace(value, "(asked)")
        answers.append((got.status_code, _DRAWN.sub("", body)))
    assert answers[0] == answers[1]
    assert leaks(Answer(0, (), answers[0][1]), room.theirs) == []
    query = "SELECT left_at FROM staff WHERE id = %s"
    assert administrator.execute(query, (room.theirs.ids["staff"],)).fetchone() == (None,)
