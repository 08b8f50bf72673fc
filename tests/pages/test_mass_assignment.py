"""Every column of every table is sent along with a form or a call: none of it is written."""

import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Boolean, Column, Date, DateTime, Enum, Integer, Uuid

from backend.accounts.rules import Role
from backend.all_tables import METADATA
from backend.app import Installation
from backend.clock import now
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, sign_in
from tests.factories.api import a_complaint, a_key, call, file_by_program
from tests.factories.asking import Parties, some_parties
from tests.factories.desk import ASK, ASSESS, Desk, a_desk, enter
from tests.factories.filing import ANSWERS, a_browser, file_complaint
from tests.factories.on_behalf import ANSWERS as FOR_SOMEBODY
from tests.factories.pages import send_form, visible

pytestmark = pytest.mark.battery("T3")
MARKS = {
    Uuid: "0badc0de-0000-4000-8000-00000badc0de", Boolean: "true", Date: "1901-02-03",
    DateTime: "1901-02-03T00:00:00+00:00", Integer: "770077",
}  # fmt: skip
WORD = "smuggledword"
#: What nobody writes by a form, whatever is sent along with it.
UNTOUCHED = """
SELECT s.role, s.organisation_id, s.left_at, s.password_hash, o.kind, o.country, o.intake,
  o.closed_on, (SELECT (c.handler_id, c.owner_id, c.parties, c.stage, c.outcome, c.severity,
    c.country, c.destroyed_on, c.closed_on)::text FROM cases c WHERE c.reference = %s)
FROM staff s JOIN organisations o ON o.id = s.organisation_id WHERE o.id = ANY (%s) ORDER BY s.id
"""
NOTED = {"act": "note", "note": "We look at it."}
MESSAGE = {"act": "message", "message": "We look at it."}
VIEW = {"act": "save", "view": "/desk/?stage=received", "view_name": "New"}
INVITED = {
    "act": "invite", "name": "Mali", "role": "caseworker", "locale": "th",
    "email": "mali.{}@example.org",
}  # fmt: skip
ME = {"act": "keep", "name": "Somsak", "locale": "en"}
REPLY = {"act": "add", "move": "", "category": "", "title-en": "Title", "text-en": "Text"}


def columns() -> dict[str, str]:
    """Each name once, with a value that would fit."""
    every = (column for table in METADATA.sorted_tables for column in table.columns)
    return {column.name: _value(column) for column in every}


def _value(column: Column[Any]) -> str:
    if isinstance(column.type, Enum):
        return column.type.enums[-1]
    return next((mark for kind, mark in MARKS.items() if isinstance(column.type, kind)), WORD)


def smuggled(administrator: psycopg.Connection) -> list[str]:
    """Tables that hold something of what was sent along."""
    query = "SELECT 1 FROM {} t WHERE t::text ~ {} LIMIT 1"
    # Alone, since by chance those digits stand in many a sealed field.
    number = rf"\m{MARKS[Integer]}\M"
    words = "|".join([WORD, MARKS[Uuid], "1901-02-03", number, WORD.encode().hex()])
    return [
        name
        for name in METADATA.tables
        if administrator.execute(
            sql.SQL(query).format(sql.Identifier(name), sql.Literal(words))
        ).fetchone()
    ]


@pytest.fixture(scope="module")
async def desk(installation: Installation, tools: Tools) -> AsyncIterator[Desk]:
    async with a_browser(installation) as worker, a_browser(installation) as supervisor:
        yield await a_desk(tools, "MM", (worker, supervisor))


@pytest.fixture(scope="module")
async def parties(tools: Tools) -> Parties:
    return await some_parties(tools, "MM")


@pytest.fixture
def smuggle(
    administrator: psycopg.Connection, counted: Callable[[str, int], None]
) -> Callable[..., Any]:
    """Sends a form with all columns besides, and looks that nothing came of them."""

    async def send(
        browser: httpx.AsyncClient, address: str, fields: dict[str, str], to: str | None = None
    ) -> None:
        page = (await browser.get(address)).text
        own = {*fields, *re.findall(r'name="([^"]+)"', page)}
        more = [pair for pair in columns().items() if pair[0] not in own]
        for half in range(2):
            page = (await browser.get(address)).text
            seen = dict(re.findall('name="(revision|seen|mark|once)" value="([^"]*)"', page))
            sent = {name: value.format(half) for name, value in fields.items()}
            sent = seen | sent | dict(more[half::2])
            answer = await send_form(browser, address, sent, to=to)
            assert answer.status_code in {200, 303}, visible(answer.text)
        assert smuggled(administrator) == []
        counted("columns sent along", len(more))

    return send


async def test_nothing_is_written_that_the_public_form_does_not_ask(
    client: httpx.AsyncClient, desk: Desk, administrator: psycopg.Connection, smuggle
):
    before = [case for (case,) in administrator.execute("SELECT id FROM cases").fetchall()]
    for page, answers in (ANSWERS | {"story": ANSWERS["story"] | {"country": "MM"}}).items():
        await smuggle(client, f"/en/complain/{page}", answers)
    half = dict(list(columns().items())[::2])
    await send_form(client, "/en/complain/check", half | {"language": "en"})
    assert smuggled(administrator) == []
    found = administrator.execute(
        "SELECT stage, outcome, severity, owner_id, parties FROM cases WHERE id <> ALL (%s)",
        (before,),
    ).fetchall()
    assert found == [("received", None, None, None, [desk.office.id])]


async def test_nothing_is_written_that_the_follow_up_does_not_ask(
    client: httpx.AsyncClient, desk: Desk, administrator: psycopg.Connection, smuggle
):
    filed = await file_complaint(client, country="MM")
    await desk.work(filed.reference, ASSESS, ASK)
    before = untouched(administrator, desk.office.id, filed.reference)
    await send_form(client, "/en/follow", {"receipt_code": filed.letters})
    await smuggle(client, "/en/follow/case", {"act": "erase", "reason": ""})
    assert untouched(administrator, desk.office.id, filed.reference) == before


def untouched(administrator: psycopg.Connection, office: object, reference: str) -> list[Any]:
    return administrator.execute(UNTOUCHED, (reference, [office])).fetchall()


async def test_nothing_is_written_that_the_forms_of_the_desk_do_not_ask(
    client: httpx.AsyncClient,
    desk: Desk,
    tools: Tools,
    administrator: psycopg.Connection,
    smuggle,
):
    reference = (await file_complaint(client, country="MM")).reference
    await enter(client, tools, desk.office, Role.ADMINISTRATOR)
    case = f"/desk/cases/{reference}"
    before = untouched(administrator, desk.office.id, reference)
    for fields in (NOTED, MESSAGE):
        await smuggle(desk.worker, case, fields)
    await smuggle(desk.worker, "/desk/views?view=/desk/%3Fstage=received", VIEW, "/desk/views")
    await smuggle(desk.supervisor, "/desk/on-call", {})
    await smuggle(desk.supervisor, "/desk/replies", REPLY)
    await smuggle(client, "/desk/me", ME)
    assert untouched(administrator, desk.office.id, reference) == before
    await smuggle(client, "/desk/people", INVITED)
    added = [
        row for row in untouched(administrator, desk.office.id, reference) if row not in before
    ]
    assert [row[:4] for row in added] == [("caseworker", desk.office.id, None, None)] * 2


async def test_nothing_is_written_that_the_form_for_others_does_not_ask(desk: Desk, smuggle):
    today = f"{now().date():%Y-%m-%d}"
    await smuggle(desk.worker, "/desk/file", FOR_SOMEBODY | {"received_on": today})


async def test_nothing_is_written_that_the_register_does_not_ask(
    client: httpx.AsyncClient, tools: Tools, parties: Parties, smuggle
):
    owner = await a_member(tools.engine, parties.owner.id, Role.SYSTEM_OWNER)
    await sign_in(client, owner)
    await smuggle(client, f"/desk/texts/system.{parties.system.slug}?language=en", {
        "language": "en", "text-name": "Pension check", "text-purpose": "It decides.",
        "text-human_oversight": "An officer.", "text-oversight_role": "",
    }, f"/desk/texts/system.{parties.system.slug}")  # fmt: skip


def test_what_was_smuggled_in_is_noticed(administrator: psycopg.Connection, desk: Desk):
    with administrator.transaction(force_rollback=True):
        administrator.execute(
            "UPDATE organisations SET contact = %s WHERE id = %s", (WORD, desk.office.id)
        )
        assert smuggled(administrator) == ["organisations"]


async def test_the_api_refuses_each_column_that_it_does_not_name(
    client: httpx.AsyncClient,
    desk: Desk,
    counted: Callable[[str, int], None],
    scale: Callable[[int, int], int],
):
    filed = await file_by_program(client, country="MM")
    code = {"receipt_code": filed["receipt_code"]}
    calls = {
        "/grievances": a_complaint(country="MM"),
        "/follow/messages": code | {"text": "x"},
        "/follow/acts": code | {"act": "withdraw"},
        "/follow": code,
    }
    known = {"system", "language", "account", "country", "contact", "wanted", "happened"}
    known |= {"danger", "affected", "interface_language", "system_text", "text", "reason"}
    names = sorted(columns().keys() - known)[:: scale(8, 1)]
    for path, body in calls.items():
        for name in names:
            key = None if path == "/follow" else a_key()
            answer = await call(client, path, body | {name: columns()[name]}, key)
            assert answer.status_code == 422, (path, name, answer.text)
            # Where the API has a field of that name further in, the answer points there.
            named = [fault["field"].rpartition(".")[2] for fault in answer.json()["errors"]]
            assert named == [name]
    counted("columns sent along", len(names) * len(calls))
