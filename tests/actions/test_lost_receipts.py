"""A lost receipt is made anew by two, over the address that was left, and by nothing less."""

import re
import secrets
from dataclasses import dataclass, replace

import psycopg
import pytest
from sqlmodel import select

from backend import clock
from backend.accounts.rules import Role
from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.cases.models import Case
from backend.database.doors import transaction
from backend.errors import Absent
from backend.grievances.actions.filing import Filing, file_grievance
from backend.grievances.actions.following import start_following
from backend.grievances.actions.reissuing import (
    NoContactLeft,
    Reissuing,
    SecondPersonReissues,
    agree_to_receipt,
    ask_for_receipt,
    drop_reissue,
)
from backend.grievances.actions.sending_codes import WORKS_FOR, send_new_code, use_code
from backend.grievances.queries.opening import open_by_code, open_by_cookie
from backend.grievances.queries.reissues import open_reissue
from backend.grievances.rules.receipt_code import code_hash, in_letters, secret_from
from backend.sealing.tools import Tools
from tests.factories.cases import a_story
from tests.factories.mail import Postbox, open_postbox, with_mail
from tests.factories.office import ACCOUNT_KEY, Desk, a_desk

CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}\b")


@dataclass(frozen=True)
class Lost:
    """A complaint with an address, whose code nobody has any more."""

    desk: Desk
    case: OpenedCase
    secret: bytes
    address: str

    async def asks(self, role: Role = Role.CASEWORKER) -> None:
        await self._by(ask_for_receipt, role)

    async def agrees(self, role: Role = Role.SUPERVISOR) -> None:
        await self._by(agree_to_receipt, role)

    async def drops(self) -> None:
        await self._by(drop_reissue, Role.SUPERVISOR)

    async def _by(self, act, role: Role) -> None:
        member = await self.desk.member(role)
        async with self.desk.work(member, self.case.reference, (None, None)) as (session, work):
            await act(session, work.case.id, Reissuing(member.id, work.at))

    async def mailed(self, postbox: Postbox) -> str:
        """The code that works once, as the worker mails it."""
        tools = with_mail(self.desk.tools, postbox.url)
        async with transaction(tools.engine) as session:
            line = await open_reissue(session, self.case.id)
        assert line
        await send_new_code(tools, (self.case.id, line.id), clock.now())
        mail = postbox.mails_to(self.address)[-1]
        (code,) = CODE.findall(mail.get_content())
        return code

    async def uses(self, code: str, at=None) -> bytes | None:
        """The secret of the new receipt."""
        async with transaction(self.desk.installation.engines["public"]) as session:
            draft = await use_code(session, code, at or clock.now())
        return draft.contents.receipt.secret if draft and draft.contents.receipt else None

    async def opens(self, secret: bytes) -> bytes | None:
        async with transaction(self.desk.installation.engines["public"]) as session:
            opened = await open_by_code(session, secret, code_hash(secret))
        return opened.account_key if opened else None


async def lost(tools: Tools, installation: Installation, **changes: object) -> Lost:
    desk = await a_desk(tools, installation)
    address, secret = f"{secrets.token_hex(6)}@person.example", secret_from(secrets.token_bytes(32))
    given = {"contact_way": "email", "email": address, "account_key": ACCOUNT_KEY} | changes
    story = a_story(country=desk.office.country, system=desk.system, **given)
    async with transaction(installation.engines["public"]) as session:
        case = await file_grievance(session, Filing(story, "en", "en", secret=secret), clock.now())
    return Lost(desk, case, secret, address)


async def test_with_the_mailed_code_there_is_a_new_receipt_and_the_old_one_is_dead(
    tools: Tools, installation: Installation
):
    at = await lost(tools, installation)
    await at.asks()
    await at.agrees()
    async with transaction(installation.engines["public"]) as session:
        begun = await start_following(session, at.secret, clock.now())
        assert begun
    with open_postbox(Postbox()) as postbox:
        code = await at.mailed(postbox)
    assert await at.opens(at.secret) == ACCOUNT_KEY, "until the code arrived the old one works"
    fresh = await at.uses(code)
    assert fresh
    assert await at.opens(fresh) == ACCOUNT_KEY
    assert await at.opens(at.secret) is None
    assert await at.uses(code) is None, "it works once"
    async with transaction(installation.engines["public"]) as session:
        assert await open_by_cookie(session, begun, clock.now()) is None
        assert not (await session.exec(select(Case.id))).all(), "nor does the door see the case"


async def test_neither_code_is_in_the_database_or_in_the_log(
    tools: Tools, installation: Installation, administrator: psycopg.Connection, capfd
):
    at = await lost(tools, installation)
    await at.asks()
    await at.agrees()
    with open_postbox(Postbox()) as postbox:
        code = await at.mailed(postbox)
    fresh = await at.uses(code)
    assert fresh
    rows = administrator.execute(
        "SELECT (SELECT string_agg(e::text, ' ') FROM events e WHERE case_id = %(id)s)"
        " || (SELECT string_agg(o::text, ' ') FROM outbox o)"
        " || (SELECT string_agg(j.args::text, ' ') FROM procrastinate_jobs j)",
        {"id": at.case.id},
    ).fetchone()
    assert rows
    said = str(rows) + "".join(capfd.readouterr())
    assert not {code, code.replace("-", ""), in_letters(fresh)} & set(said.split())
    assert code not in said


async def test_one_person_alone_cannot(tools: Tools, installation: Installation):
    at = await lost(tools, installation)
    member = await at.desk.member(Role.SUPERVISOR)
    async with at.desk.work(member, at.case.reference, (None, None)) as (session, work):
        await ask_for_receipt(session, work.case.id, Reissuing(member.id, work.at))
        with pytest.raises(SecondPersonReissues):
            await agree_to_receipt(session, work.case.id, Reissuing(member.id, work.at))
    tools = with_mail(tools, "smtp://127.0.0.1:1")
    async with transaction(tools.engine) as session:
        line = await open_reissue(session, at.case.id)
        assert line
    await send_new_code(tools, (at.case.id, line.id), clock.now())
    async with transaction(tools.engine) as session:
        again = await open_reissue(session, at.case.id)
    assert again == replace(line, sent=False)


@pytest.mark.parametrize(
    "write",
    [
        "UPDATE reissues SET agreed_by = asked_by, agreed_at = now() WHERE case_id = %s",
        "UPDATE reissues SET code_hash = '\\x00' WHERE case_id = %s",
        "UPDATE receipts SET code_hash = '\\x00' WHERE case_id = %s",
        "DELETE FROM receipts WHERE case_id = %s",
    ],
)
async def test_the_database_too_lets_no_one_person_do_it(
    tools: Tools, installation: Installation, write: str
):
    at = await lost(tools, installation)
    await at.asks()
    url = installation.engines["desk"].url.render_as_string(hide_password=False)
    refusals = (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute(f"SET LOCAL suara.organisation = '{at.desk.office.id}'")
        with pytest.raises(refusals):
            connection.execute(write, (at.case.id,))


@pytest.mark.parametrize("way", ["none", "phone"])
async def test_without_an_address_there_is_no_new_receipt(
    tools: Tools, installation: Installation, way: str
):
    at = await lost(tools, installation, contact_way=way, email="", phone="+6512345678")
    with pytest.raises(NoContactLeft):
        await at.asks()


async def test_what_is_dropped_or_too_old_opens_nothing(tools: Tools, installation: Installation):
    at = await lost(tools, installation)
    with open_postbox(Postbox()) as postbox:
        await at.asks()
        await at.agrees()
        first = await at.mailed(postbox)
        await at.drops()
        assert await at.uses(first) is None
        await at.asks()
        await at.agrees()
        second = await at.mailed(postbox)
    assert await at.uses(second, clock.now() + WORKS_FOR) is None
    assert await at.opens(at.secret) == ACCOUNT_KEY


async def test_a_destroyed_case_gets_no_new_receipt(
    tools: Tools, installation: Installation, administrator: psycopg.Connection
):
    at = await lost(tools, installation)
    await at.asks()
    await at.agrees()
    with open_postbox(Postbox()) as postbox:
        code = await at.mailed(postbox)
    administrator.execute("SELECT erase_rows(%s, current_date, current_date)", (at.case.id,))
    assert await at.uses(code) is None
    with pytest.raises(Absent):
        await at.asks()
