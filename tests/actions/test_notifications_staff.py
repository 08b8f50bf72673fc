"""Who at the desk is told, in which language, and never without the change itself."""

from datetime import timedelta

import psycopg
import pytest

from backend import clock
from backend.accounts.actions.absences import Away, enter_absence
from backend.accounts.actions.people import NewColleague, invite
from backend.accounts.queries import colleagues
from backend.accounts.rules import Role
from backend.app import Installation
from backend.audit.actions import Actor
from backend.cases.actions.opening import OpenedCase
from backend.database.addresses import Addresses
from backend.database.doors import transaction
from backend.sealing.tools import Tools
from backend.triage.actions.escalating import tell_office
from tests.factories.accounts import a_member, an_organisation
from tests.factories.cases import a_case
from tests.factories.mail import Postbox, open_postbox, run_jobs, with_mail
from tests.factories.taking_in import take_in


class PowerCut(Exception):
    """Ends a transaction half-way."""


async def take_in_until_power_is_cut(tools: Tools, case: OpenedCase) -> None:
    async with transaction(tools.engine) as session:
        await take_in(session, tools.keyring, case.id, clock.now())
        raise PowerCut


async def test_a_new_complaint_is_told_to_those_who_work_on_complaints(
    tools: Tools, installation: Installation, database: Addresses
):
    office = await an_organisation(tools.engine, tools.keyring.master, country="LA")
    thai = await a_member(tools.engine, office.id, Role.CASEWORKER, locale="th")
    chief = await a_member(tools.engine, office.id, Role.SUPERVISOR)
    others = [
        await a_member(tools.engine, office.id, role)
        for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.COMMUNICATIONS)
    ]
    with open_postbox(Postbox()) as postbox:
        settled = with_mail(tools, postbox.url)
        await run_jobs(settled, database)
        postbox.envelopes.clear()
        await a_case(installation, country="LA")
        await run_jobs(settled, database)
    (mail,) = postbox.mails_to(thai.email)
    assert mail["Content-Language"] == "th"
    assert "https://desk.example/desk/" in mail.get_content()
    assert len(postbox.mails_to(chief.email)) == 1
    assert [postbox.mails_to(other.email) for other in others] == [[], [], []]


async def test_a_complaint_that_is_taken_in_twice_is_told_once(
    tools: Tools, installation: Installation, administrator: psycopg.Connection
):
    office = await an_organisation(tools.engine, tools.keyring.master, country="SG")
    await a_member(tools.engine, office.id, Role.CASEWORKER)
    case = await a_case(installation, country="SG")
    for _ in range(2):
        async with transaction(tools.engine) as session:
            await take_in(session, tools.keyring, case.id, clock.now())
    told = "SELECT count(*), count(DISTINCT staff_id) FROM outbox WHERE case_id = %s"
    messages, people = administrator.execute(told, (case.id,)).fetchone() or (0, 0)
    assert messages == people > 0


async def test_whoever_is_invited_is_told_without_the_code(
    tools: Tools, database: Addresses, administrator: psycopg.Connection
):
    office = await an_organisation(tools.engine, tools.keyring.master, country="KH")
    new = NewColleague(office.id, f"new@{office.slug}.example", "New", Role.CASEWORKER, "en")
    async with transaction(tools.engine) as session:
        token = await invite(session, new, Actor("operator"), clock.now())
    with open_postbox(Postbox()) as postbox:
        await run_jobs(with_mail(tools, postbox.url), database)
    (mail,) = postbox.mails_to(new.email)
    assert "https://desk.example/desk/invitation" in mail.get_content()
    assert token not in mail.get_content()
    rows = administrator.execute(
        "SELECT template, state, reference FROM outbox WHERE staff_id = %s", (new.id,)
    ).fetchall()
    assert rows == [("invitation", "sent", None)]


async def test_what_did_not_happen_is_told_to_nobody(
    tools: Tools, installation: Installation, administrator: psycopg.Connection
):
    office = await an_organisation(tools.engine, tools.keyring.master, country="VN")
    await a_member(tools.engine, office.id, Role.CASEWORKER)
    case = await a_case(installation, country="VN")
    with pytest.raises(PowerCut):
        await take_in_until_power_is_cut(tools, case)
    found = administrator.execute(
        "SELECT (SELECT count(*) FROM outbox WHERE case_id = %(case)s), count(*)"
        " FROM procrastinate_jobs WHERE task_name = 'grievances.deliver'"
        " AND args->>'case_id' = %(case)s::text",
        {"case": case.id},
    ).fetchone()
    assert found == (0, 0)


async def test_while_somebody_is_away_who_stands_in_hears_of_their_cases_too(
    tools: Tools, installation: Installation, administrator: psycopg.Connection
):
    office = await an_organisation(tools.engine, tools.keyring.master, country="SG")
    away, there, _ = [await a_member(tools.engine, office.id, Role.CASEWORKER) for _ in range(3)]
    case = await a_case(installation, country="SG")
    administrator.execute("DELETE FROM outbox WHERE case_id = %s", (case.id,))
    assign = "UPDATE cases SET assignee_id = %s, handler_id = %s WHERE id = %s"
    administrator.execute(assign, (away.id, office.id, case.id))
    now = clock.now()
    days = (now.date() - timedelta(days=1), now.date() + timedelta(days=2))
    async with transaction(tools.engine, organisation=office.id) as session:
        (member,) = [m for m in await colleagues(session, office.id) if m.id == away.id]
        await enter_absence(session, member, Away(*days, there.id), (there.id, now))
    async with transaction(tools.engine) as session:
        await tell_office(session, case.id, "complainant_wrote", now)
    told = administrator.execute("SELECT staff_id FROM outbox WHERE case_id = %s", (case.id,))
    assert {found for (found,) in told.fetchall()} == {away.id, there.id}
