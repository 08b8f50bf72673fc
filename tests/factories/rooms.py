"""Offices side by side, a browser for each of their people, and all doors of the desk."""

import inspect
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from html import unescape
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import httpx
import psycopg
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from psycopg import sql

from backend.accounts.rules import Act, Role, may
from backend.all_tables import METADATA
from backend.app import Installation
from backend.cases.rules.references import new_reference
from tests.factories.accounts import sign_in
from tests.factories.foreign_forms import LONGEST_WORD, Typed
from tests.factories.pages import FORM_HEADERS, app_of
from tests.factories.rows import ORGANISATIONS
from tests.factories.worlds import World

_TOKEN = re.compile(r'(name="csrf" value=")([^"]+)')
#: Drawn anew for each page.
_DRAWN = re.compile(r'(name="(?:csrf|once)" value=")([^"]+)')
_PLACE = re.compile(r"([^/]+)/(\{[^}]+\})")
#: How an id that nobody has is made, by the piece of the address or the field that it fills.
ABSENT = {
    "cases/{reference}": lambda: new_reference("LA", 2026, os.urandom(8)),
    "asked/{reference}": lambda: new_reference("LA", 2026, os.urandom(8)),
    "translations/{text}": lambda: f"account.{uuid4()}.th",
    "systems/{slug}": lambda: f"system-{secrets.token_hex(4)}",
    "texts/{about}": lambda: f"reply.{uuid4()}",
    "told": lambda: f"account.{uuid4()}",
} | dict.fromkeys(
    (
        "files/{file_id}", "file/{filing_id}", "replies/{reply_id}", "updates/{update_id}",
        "reports/{publication_id}", "staff", "remedy", "template", "reset", "absence", "view",
        "version",
    ),
    lambda: str(uuid4()),
)  # fmt: skip
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
    route: Any

    @property
    def places(self) -> list[str]:
        return ["/".join(found) for found in _PLACE.findall(self.path)]

    @property
    def source(self) -> str:
        return inspect.getsource(inspect.getmodule(self.route.endpoint))

    def act(self) -> Act | None:
        found = [AUDIENCE[name] for name in _calls(self.route.dependant) if name in AUDIENCE]
        return next((act for act in found if act), None)

    def admits(self, role: Role) -> bool:
        act = self.act()
        return act is None or may(role, act)

    def at(self, ids: dict[str, str]) -> str:
        return _PLACE.sub(lambda m: f"{m[1]}/{ids['/'.join(m.groups())]}", self.path)

    def foreign(self) -> list[list[str]]:
        """Each of its ids alone, and all of them where there are more."""
        return [[place] for place in self.places] + [self.places] * (len(self.places) > 1)


def _calls(dependant: Any) -> Iterator[str]:
    if dependant.call:
        yield dependant.call.__name__
    for part in dependant.dependencies:
        yield from _calls(part)


def doors_of(app: FastAPI) -> list[Door]:
    found = []
    for context in iter_route_contexts(app.routes):
        route = getattr(context, "route", context)
        path = getattr(context, "path", getattr(route, "path", ""))
        # A house is named by its public slug; tests/pages/test_signing_in_elsewhere.py holds it.
        by_slug = "/sign-in/with/" in path
        if hasattr(route, "dependant") and path.startswith("/desk") and not by_slug:
            found += [Door(method, path, route) for method in sorted(route.methods - {"HEAD"})]
    return found


class Answer(NamedTuple):
    status: int
    headers: tuple[tuple[str, str], ...]
    body: str


@dataclass
class Room:
    """Ours and theirs, and a browser for each of our people; ``requests``: how many were sent."""

    doors: list[Door]
    ours: World
    theirs: World
    browsers: dict[Role, httpx.AsyncClient] = field(default_factory=dict)
    tokens: dict[Role, str] = field(default_factory=dict)
    requests: int = 0

    async def asked(
        self, role: Role, method: str, address: str, /, *named: str, **fields: Any
    ) -> Answer:
        """What comes back, with the ids that were asked for taken out."""
        browser = self.browsers[role]
        self.requests += 1
        if method == "GET":
            got = await browser.get(address)
        else:
            data = {"csrf": self.tokens[role]} | (fields or NOTE)
            got = await browser.post(address, data=data, headers=FORM_HEADERS)
        return answer_without(got, *named)

    async def same(self, role: Role, door: Door, changed: list[str], /, **fields: Any) -> Answer:
        """The answer to their ids in these places; it is that of ids that nobody has."""
        absent = {place: ABSENT[place]() for place in changed}
        answers = []
        for others in (self.theirs.ids, absent):
            ids = self.ours.ids | {place: others[place] for place in changed}
            named = [ids[place] for place in changed]
            answers.append(await self.asked(role, door.method, door.at(ids), *named, **fields))
        assert answers[0] == answers[1], (door.method, door.path, changed)
        assert self.leaks(answers[0]) == [], (door.method, door.path, changed)
        return answers[0]

    async def typed(self, typed: Typed, others: dict[str, str]) -> Answer:
        """The answer to a form of ours with an id of others in it."""
        ours = self.ours.ids
        ids = {"own": ours["cases/{reference}"], "own staff": ours["staff"]} | others
        fields = {name: ids.get(value, value) for name, value in typed.fields.items()}
        address = typed.path.format(
            own=ids["own"], system=ours["systems/{slug}"], update=ours["updates/{update_id}"]
        )
        named = [value for value in fields.values() if len(value) > LONGEST_WORD]
        seen = {"revision": "99", "seen": "99"}
        return await self.asked(typed.role, "POST", address, *named, **fields | seen)

    def leaks(self, answer: Answer) -> list[str]:
        return leaks(answer, self.theirs)


#: What is sent where nothing else was said.
NOTE = {"act": "note", "note": "x", "revision": "1"}


def answer_without(got: httpx.Response, *named: str) -> Answer:
    body, headers = got.content.decode("utf-8", "replace"), dict(got.headers)
    headers.pop("content-length", None)
    for value in named:
        body = body.replace(value, "(asked)")
        headers = {k: v.replace(value, "(asked)") for k, v in headers.items()}
    body = _DRAWN.sub(r"\1(token)", body)
    return Answer(got.status_code, tuple(sorted(headers.items())), body)


def leaks(answer: Answer, theirs: World) -> list[str]:
    return [mark for mark in theirs.marks if mark in answer.body or mark in str(answer.headers)]


async def a_room(
    opened: AsyncExitStack, installation: Installation, ours: World, theirs: World
) -> Room:
    """Everybody of ours is signed in."""
    app = app_of(installation)
    room = Room(doors_of(app), ours, theirs)
    transport = httpx.ASGITransport(app=app)
    for role, member in ours.members.items():
        browser = httpx.AsyncClient(
            transport=transport, base_url=installation.settings.public_origin
        )
        room.browsers[role] = await opened.enter_async_context(browser)
        await sign_in(browser, member)
        page = await browser.get("/desk/", follow_redirects=True)
        found = _TOKEN.search(page.text) or _TOKEN.search((await browser.get("/desk/sign-in")).text)
        assert found
        room.tokens[role] = unescape(found[2])
    return room


@contextmanager
def nothing_written(administrator: psycopg.Connection, room: Room) -> Iterator[None]:
    """Nowhere where the others of that room have a row."""
    whose = room.theirs.parties.office.id, room.theirs.parties.owner.id
    before = [kept(administrator, one) for one in whose]
    yield
    assert [kept(administrator, one) for one in whose] == before


def kept(administrator: psycopg.Connection, organisation: UUID) -> dict[str, str]:
    """Table → what of it belongs to that organisation, as a hash."""
    parts = [
        sql.SQL("SELECT {}, md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM {} t WHERE {}")
        .format(sql.Literal(name), sql.Identifier(name), condition)
        for name, condition in _OF_ONE.items()
    ]  # fmt: skip
    query = sql.SQL(" UNION ALL ").join(parts)
    return dict(administrator.execute(query, {"whose": organisation}).fetchall())


def _belongs(columns: set[str]) -> sql.Composed | None:
    each = [
        sql.SQL("t.{} = %(whose)s").format(sql.Identifier(name))
        for name in sorted(columns & ORGANISATIONS)
    ]
    each += [sql.SQL("%(whose)s = ANY (t.parties)")] * ("parties" in columns)
    return sql.SQL(" OR ").join(each) if each else None


_OF_ONE = {
    name: condition
    for name, table in METADATA.tables.items()
    if (condition := _belongs(set(table.columns.keys())))
} | {"organisations": sql.SQL("t.id = %(whose)s")}
