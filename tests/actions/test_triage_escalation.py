"""Late clocks escalate once; search finds sealed words."""

from datetime import timedelta

import httpx

from backend import clock
from backend.accounts.rules import Role
from backend.app import Installation
from backend.database.doors import transaction
from backend.grievances.actions.taking_in import take_in
from backend.sealing.tools import Tools
from backend.triage.actions.escalating import escalate_late
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.cases import a_case


async def test_a_late_clock_marks_its_case_and_is_told_to_supervisors_once(
    tools: Tools, installation: Installation, administrator
):
    office = await an_organisation(tools.engine, tools.keyring.master, country="PH")
    await a_member(tools.engine, office.id, Role.SUPERVISOR)
    await a_member(tools.engine, office.id, Role.CASEWORKER)
    case = await a_case(installation, clock.now() - timedelta(days=8), country="PH")
    for _ in range(2):
        async with transaction(tools.engine) as session:
            await escalate_late(session, clock.now())
    late, told, events = administrator.execute(
        "SELECT late, (SELECT count(*) FROM outbox WHERE case_id = c.id AND template = 'late'),"
        " (SELECT count(*) FROM events WHERE case_id = c.id AND action = 'case.late')"
        " FROM cases c WHERE id = %s", (case.id,),
    ).fetchone()  # fmt: skip
    assert late
    assert events == told == 1


async def test_a_word_finds_the_case_and_a_longer_one_with_the_same_beginning_does_not(
    client: httpx.AsyncClient, tools: Tools, installation: Installation
):
    office = await an_organisation(tools.engine, tools.keyring.master, country="LA")
    case = await a_case(installation, country="LA", account="My scholarship was cancelled")
    async with transaction(tools.engine) as session:
        await take_in(session, tools.keyring, case.id, clock.now())
    await sign_in(client, await a_member(tools.engine, office.id, Role.CASEWORKER))
    for words, found in (("scholarship", True), ("schola", True), ("scholarly", False)):
        page = await client.get("/desk/", params={"q": words})
        assert (case.reference in page.text) is found, words
