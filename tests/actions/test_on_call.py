"""Whoever is on call hears at once of a critical case, once for each severity; no word of it."""

from datetime import timedelta
from time import monotonic

import psycopg
import pytest

from backend import clock
from backend.accounts.actions.absences import Away, enter_absence
from backend.accounts.actions.changing import change_role
from backend.accounts.actions.on_call import name_on_call
from backend.accounts.actions.people import NewColleague
from backend.accounts.queries import colleagues
from backend.accounts.rules import Role
from backend.app import Installation
from backend.audit.actions import Actor
from backend.cases.rules.severity import Factors
from backend.database.addresses import Addresses
from backend.database.doors import transaction
from backend.errors import Unacceptable
from backend.sealing.tools import Tools
from backend.triage.actions.assessing import assess, classify
from tests.factories.mail import Postbox, open_postbox, run_jobs, with_mail
from tests.factories.office import Desk, a_desk
from tests.factories.taking_in import take_in

TOLD = """SELECT template, count(*), count(DISTINCT staff_id) FROM outbox WHERE case_id = %s
  AND template IN ('on_call_s4', 'on_call_s5', 'urgent_case', 'new_case') GROUP BY 1 ORDER BY 1"""
NEXT = """SELECT task_name, args->>'case_id' FROM procrastinate_jobs WHERE status = 'todo'
  AND args->>'case_id' = ANY (%s) ORDER BY priority DESC, id LIMIT 2"""
HARM = Factors(4, "easy", "1", "no", "none")
WORST = Factors(5, "none", "1", "no", "none")


@pytest.fixture
async def desk(tools: Tools, installation: Installation) -> Desk:
    return await a_desk(tools, installation)


async def put_on_call(desk: Desk, by: NewColleague, *chosen: str) -> None:
    engine = desk.installation.engines["desk"]
    async with transaction(engine, organisation=desk.office.id) as session:
        people = await colleagues(session, desk.office.id)
        me = next(m for m in people if m.email == by.email)
        named = [str(m.id) for m in people if m.email in chosen]
        await name_on_call(session, people, named or chosen, me, clock.now())


async def test_danger_at_filing_calls_every_supervisor_within_a_minute_without_a_word_of_it(
    desk: Desk, tools: Tools, database: Addresses
):
    chief = await desk.member(Role.SUPERVISOR, locale="th")
    worker = await desk.member()
    with open_postbox(Postbox()) as postbox:
        settled = with_mail(tools, postbox.url)
        await run_jobs(settled, database)
        postbox.envelopes.clear()
        begun = monotonic()
        case = await desk.case(danger="yes")
        await run_jobs(settled, database)
        assert monotonic() - begun < 60
    (mail,) = postbox.mails_to(chief.email)
    assert mail["Content-Language"] == "th"
    assert f"https://desk.example/desk/cases/{case.reference}" in mail.get_content()
    assert not any(word in mail.get_content() for word in ("machine", "pension"))
    (other,) = postbox.mails_to(worker.email)
    assert case.reference not in other.get_content()


async def test_what_waits_before_it_keeps_nobody_on_call_waiting(
    desk: Desk, tools: Tools, administrator: psycopg.Connection
):
    """A table of a thousand is filed, and then somebody is in danger."""
    await desk.member(Role.SUPERVISOR)
    calm = [await desk.case() for _ in range(3)]
    case = await desk.case(danger="yes")
    async with transaction(tools.engine) as session:
        await take_in(session, tools.keyring, case.id, clock.now())
    about = [str(each.id) for each in (*calm, case)]
    found = administrator.execute(NEXT, (about,)).fetchall()
    assert found == [("grievances.take_in", str(case.id)), ("grievances.deliver", str(case.id))]


async def test_an_assessment_calls_those_who_were_named_once_for_each_severity(
    desk: Desk, tools: Tools, database: Addresses, administrator: psycopg.Connection
):
    chief, night = await desk.member(Role.SUPERVISOR), await desk.member()
    await put_on_call(desk, chief, night.email)
    case = await desk.case()
    await desk.do(assess, case, desk.described(factors=HARM), member=chief)
    await run_jobs(tools, database)
    await desk.do(classify, case, desk.described(factors=HARM), member=chief)
    await run_jobs(tools, database)
    called = [row for row in administrator.execute(TOLD, (case.id,)) if row[0] != "new_case"]
    assert called == [("on_call_s4", 1, 1)]
    await desk.do(classify, case, desk.described(factors=WORST), member=chief)
    await desk.do(classify, case, desk.described(factors=HARM), member=chief)
    await desk.do(classify, case, desk.described(factors=WORST), member=chief)
    await run_jobs(tools, database)
    called = [row for row in administrator.execute(TOLD, (case.id,)) if row[0] != "new_case"]
    assert called == [("on_call_s4", 1, 1), ("on_call_s5", 1, 1)]
    whom = "SELECT DISTINCT s.email FROM outbox o JOIN staff s ON s.id = o.staff_id"
    found = administrator.execute(whom + " WHERE case_id = %s AND template LIKE 'on_call%%'",
                                  (case.id,)).fetchall()  # fmt: skip
    assert found == [(night.email,)]


async def test_whoever_got_another_role_is_called_no_more(
    desk: Desk, tools: Tools, database: Addresses, administrator: psycopg.Connection
):
    """Somebody without cases would learn of one, and nobody who could open it."""
    chief, night = await desk.member(Role.SUPERVISOR), await desk.member()
    await put_on_call(desk, chief, night.email)
    engine = desk.installation.engines["desk"]
    async with transaction(engine, organisation=desk.office.id) as session:
        (member,) = [m for m in await colleagues(session, desk.office.id) if m.id == night.id]
        by = (Actor("staff", chief.id), clock.now())
        await change_role(session, member, Role.COMMUNICATIONS, by)
    case = await desk.case(danger="yes")
    await run_jobs(tools, database)
    called = "SELECT staff_id FROM outbox WHERE case_id = %s AND template LIKE 'on_call%%'"
    assert administrator.execute(called, (case.id,)).fetchall() == [(chief.id,)]


async def test_while_somebody_on_call_is_away_who_stands_in_is_called_too(
    desk: Desk, tools: Tools, database: Addresses, administrator: psycopg.Connection
):
    chief, night, other = [await desk.member(r) for r in (Role.SUPERVISOR, *[Role.CASEWORKER] * 2)]
    await put_on_call(desk, chief, night.email)
    engine = desk.installation.engines["desk"]
    yesterday = clock.now().date() - timedelta(days=1)
    async with transaction(engine, organisation=desk.office.id) as session:
        (member,) = [m for m in await colleagues(session, desk.office.id) if m.id == night.id]
        away = Away(yesterday, yesterday + timedelta(days=3), other.id)
        await enter_absence(session, member, away, (chief.id, clock.now()))
    case = await desk.case(danger="yes")
    await run_jobs(tools, database)
    called = "SELECT staff_id FROM outbox WHERE case_id = %s AND template LIKE 'on_call%%'"
    found = {row[0] for row in administrator.execute(called, (case.id,)).fetchall()}
    assert found == {night.id, other.id}


async def test_a_calm_case_calls_nobody(
    desk: Desk, tools: Tools, database: Addresses, administrator: psycopg.Connection
):
    chief = await desk.member(Role.SUPERVISOR)
    case = await desk.case()
    await desk.do(assess, case, desk.described(), member=chief)
    await run_jobs(tools, database)
    assert administrator.execute(TOLD, (case.id,)).fetchall() == [("new_case", 1, 1)]


async def test_nobody_of_another_office_is_put_on_call(desk: Desk):
    chief = await desk.member(Role.SUPERVISOR)
    with pytest.raises(Unacceptable):
        await put_on_call(desk, chief, "0" * 8)
