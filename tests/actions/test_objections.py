"""Objections: decided once, by somebody who took no part in the decision, here or elsewhere."""

import secrets
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import Role
from backend.all_tables import METADATA
from backend.app import Installation
from backend.cases.actions.objecting import ObjectedAlready
from backend.cases.actions.opening import OpenedCase
from backend.cases.queries.cases import case_by_id
from backend.cases.rules.stages import Outcome, Stage
from backend.cases.rules.workflow import NoSuchMove
from backend.database.doors import transaction
from backend.errors import Absent, Forbidden
from backend.grievances.rules.translations import TranslatedKind
from backend.objections import actions
from backend.sealing.tools import Tools
from backend.triage.actions import assessing, deciding, translating
from backend.triage.queries.translated import source_texts
from backend.triage.queries.work import Work
from backend.triage.rules.typed import TextNamed, Words
from tests.factories.accounts import a_member, an_organisation
from tests.factories.objections import KEPT, NO, OTHER, Decided, counted, decided


async def test_somebody_else_reverses_a_decision_and_the_person_reads_the_new_one(
    tools: Tools, installation: Installation
):
    at = await decided(tools, installation)
    reviewer = await at.desk.member(Role.REVIEWER)
    await at.object()
    for barred in (at.decider, at.proposer):
        with pytest.raises(NoSuchMove):
            await at.desk.do(actions.reverse, at.case, OTHER, member=barred)
    assert (await counted(tools, at.case))[:2] == ("waiting", None)
    await at.desk.do(actions.reverse, at.case, OTHER, member=reviewer)
    read = await at.read()
    assert read.outcome
    assert (read.outcome.code, read.outcome.reason) == (Outcome.UPHELD, "They were not kept.")
    assert [line.upheld for line in read.objections] == [True]
    assert (await counted(tools, at.case))[:2] == ("reversed", "upheld")


async def test_an_objection_that_is_not_upheld_is_answered_and_is_the_only_one(
    tools: Tools, installation: Installation
):
    at = await decided(tools, installation)
    await at.object()
    await at.desk.do(
        actions.reject, at.case, KEPT, member=await at.desk.member(Role.REVIEWER)
    )  # fmt: skip
    read = await at.read()
    assert read.messages[-1].text == KEPT.text
    assert "object" not in read.can
    assert "contest" not in read.due
    assert read.outcome
    assert read.outcome.code is Outcome.NOT_UPHELD
    with pytest.raises(ObjectedAlready):
        await at.object()
    assert (await counted(tools, at.case))[0] == "kept"


async def test_what_is_taken_up_again_is_decided_by_somebody_else_within_the_same_clock(
    tools: Tools, installation: Installation
):
    at = await decided(tools, installation)
    reviewer = await at.desk.member(Role.REVIEWER)
    await at.object()
    await at.desk.do(actions.take_up_again, at.case, KEPT, member=reviewer)
    read = await at.read()
    assert read.case.stage is Stage.ACKNOWLEDGED
    assert read.outcome is None
    assert "objection" in read.due
    await at.desk.do(assessing.assess, at.case, at.desk.described())
    await at.desk.do(deciding.propose, at.case, NO)
    with pytest.raises(NoSuchMove):
        await at.desk.do(deciding.decide, at.case, Words(), member=at.decider)
    await at.desk.do(deciding.decide, at.case, Words(), member=reviewer)
    assert "object" in (await at.read()).can


async def test_a_second_click_says_that_it_is_received(tools: Tools, installation: Installation):
    at = await decided(tools, installation)
    for _ in range(2):
        await at.object()
    assert [entry.move for entry in (await at.read()).timeline].count("object") == 1


async def test_the_database_too_refuses_whoever_took_the_decision(
    tools: Tools, installation: Installation
):
    at = await decided(tools, installation)
    await at.object()
    write = "UPDATE objections SET decided_by = %s, decided_at = now() WHERE case_id = %s"
    for barred in (at.decider, at.proposer):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="somebody else decides"):
            _as_desk(installation, at, write, (barred.id, at.case.id))


async def an_intake(tools: Tools) -> NewColleague:
    """A supervisor of an office that takes what has none: first by its id among all."""
    place = {"country": "SG", "locale": "en", "intake": True}
    sector = (f"T{secrets.token_hex(3)}",)
    office = await an_organisation(tools.engine, tools.keyring.master, sectors=sector, **place)
    return await a_member(tools.engine, office.id, Role.SUPERVISOR)


async def ask_for_story(session: AsyncSession, work: Work, to: str) -> None:
    text = next(t for t in await source_texts(session, work) if t.kind is TranslatedKind.ACCOUNT)
    await translating.ask(session, work, TextNamed(text.kind, text.of_id, to))


def offices_that_translate(administrator: psycopg.Connection, case: OpenedCase) -> list[UUID]:
    query = "SELECT office_id FROM translation_requests WHERE case_id = %s"
    return [row[0] for row in administrator.execute(query, (case.id,))]


def parties_left(administrator: psycopg.Connection, at: Decided) -> set[str]:
    """Tables in which the giver still sees a row of the case; the record keeps its own."""
    tables = [
        t for t in METADATA.tables.values() if {"case_id", "parties"} <= set(t.columns.keys())
    ]
    query = "SELECT 1 FROM {} WHERE case_id = %s AND %s = ANY (parties)"
    return {
        table.name
        for table in tables
        if table.name != "events"
        and administrator.execute(
            sql.SQL(query).format(sql.Identifier(table.name)), (at.case.id, at.desk.office.id)
        ).fetchone()
    }


async def test_where_nobody_is_left_the_intake_office_decides_with_keys_of_its_own(
    tools: Tools, installation: Installation, administrator: psycopg.Connection
):
    at = await decided(tools, installation)
    elsewhere = await an_intake(tools)
    await at.object()
    before = await counted(tools, at.case)
    await at.desk.do(ask_for_story, at.case, "th", member=at.proposer)
    await at.desk.do(actions.hand_to_intake, at.case, None, member=at.proposer)
    with pytest.raises(Absent):
        await at.desk.do(actions.reject, at.case, KEPT, member=at.proposer)
    async with transaction(tools.engine) as session:
        case = await case_by_id(session, at.case.id)
    assert case
    assert offices_that_translate(administrator, at.case) == [case.handler_id]
    assert parties_left(administrator, at) == set()
    member = elsewhere
    if case.handler_id != elsewhere.organisation_id:  # another test's intake office came first
        member = await a_member(tools.engine, case.handler_id, Role.REVIEWER)
    await at.desk.do(actions.reverse, at.case, OTHER, member=member)
    read = await at.read()
    assert read.outcome
    assert read.outcome.reason == "They were not kept."
    assert (await counted(tools, at.case)) == ("reversed", "upheld", before[2])


async def test_no_case_leaves_its_office_while_somebody_there_may_decide(
    tools: Tools, installation: Installation
):
    at = await decided(tools, installation)
    elsewhere = await an_intake(tools)
    await at.desk.member(Role.REVIEWER)
    await at.object()
    with pytest.raises(actions.SomebodyMayDecide):
        await at.desk.do(actions.hand_to_intake, at.case, None, member=at.proposer)
    taken = "SELECT hand_over_case(%s, %s, '{}', '{}', '{}')"
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="may decide it"):
        _as_desk(installation, at, taken, (at.case.id, elsewhere.organisation_id))


def _as_desk(installation: Installation, at: Decided, query: str, values: tuple) -> None:
    url = installation.engines["desk"].url.render_as_string(hide_password=False)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute(f"SET LOCAL suara.organisation = '{at.desk.office.id}'")
        connection.execute(query, values)


async def test_an_auditor_cannot_hand_a_case_over(tools: Tools, installation: Installation):
    at = await decided(tools, installation)
    await at.object()
    auditor = await at.desk.member(Role.AUDITOR)
    with pytest.raises(Forbidden):
        await at.desk.do(actions.hand_to_intake, at.case, None, member=auditor)
