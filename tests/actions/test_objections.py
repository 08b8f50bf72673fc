"""Objections: decided once, by somebody who took no part in the decision, here or elsewhere."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import text

from backend import clock
from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import Role
from backend.app import Installation
from backend.cases.actions.objecting import ObjectedAlready
from backend.cases.actions.opening import OpenedCase
from backend.cases.queries.cases import case_by_id
from backend.cases.rules.stages import Ground, Outcome, Stage
from backend.cases.rules.workflow import NoSuchMove
from backend.database.doors import transaction
from backend.errors import Absent, Forbidden
from backend.grievances.queries.following import Followed, Opened, followed
from backend.objections import actions
from backend.objections.rules import Aside, Reasoned, Reversed
from backend.reports.actions.noting import note_facts
from backend.sealing.tools import Tools
from backend.triage.actions import assessing, deciding
from backend.triage.rules.typed import Proposed, Words
from tests.factories.accounts import a_member, an_organisation
from tests.factories.office import ACCOUNT_KEY, Desk, a_desk

NO = Proposed(Outcome.NOT_UPHELD, "The rules were kept.", "en")
OTHER = Reversed(Outcome.UPHELD, Reasoned("They were not kept.", "en"), {})
KEPT = Reasoned("We looked at it again.", "en")
LATER = timedelta(hours=2)


@dataclass(frozen=True)
class Decided:
    """A case that was decided against the person, and by whom."""

    desk: Desk
    case: OpenedCase
    proposer: NewColleague
    decider: NewColleague

    async def object(self) -> None:
        await self.desk.complainant_acts(self.case, "object", clock.now() + LATER)

    async def read(self) -> Followed:
        """As the person who complained reads it."""
        engine = self.desk.installation.engines["public"]
        async with transaction(engine, case_id=self.case.id) as session:
            opened = Opened(self.case.id, b"", ACCOUNT_KEY)
            found = await followed(session, opened, clock.now() + LATER)
        assert found
        return found


async def decided(tools: Tools, installation: Installation, **place: str) -> Decided:
    desk = await a_desk(tools, installation, **place)
    case = await desk.case()
    proposer, decider = await desk.member(), await desk.member(Role.SUPERVISOR)
    await desk.do(assessing.assess, case, desk.described(), member=proposer)
    await desk.do(deciding.propose, case, NO, member=proposer)
    await desk.do(deciding.decide, case, Words(), member=decider)
    return Decided(desk, case, proposer, decider)


async def counted(tools: Tools, case: OpenedCase) -> tuple[str, str | None, bytes]:
    """Its fact: the objection, the outcome and the office."""
    async with transaction(tools.engine) as session:
        await note_facts(session, tools.keyring, case.id, clock.now() + LATER)
        connection = await session.connection()
        query = text(
            "SELECT objection, outcome, office_id FROM facts WHERE office_id = :office"
        )  # fmt: skip
        row = (await connection.execute(query, {"office": case.parties[0]})).one()
    return row[0], row[1], row[2]


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
    write = "UPDATE objections SET upheld = true, decided_by = :by, decided_at = now()"
    desk = installation.engines["desk"]
    for barred in (at.decider, at.proposer):
        with pytest.raises(Exception, match="somebody else decides"):
            async with transaction(desk, organisation=at.desk.office.id) as session:
                connection = await session.connection()
                await connection.execute(text(write), {"by": barred.id})


async def an_intake(tools: Tools) -> NewColleague:
    """A supervisor of an office that takes what has none: first by its id among all."""
    place = {"country": "SG", "locale": "en", "intake": True}
    sector = (f"T{secrets.token_hex(3)}",)
    office = await an_organisation(tools.engine, tools.keyring.master, sectors=sector, **place)
    return await a_member(tools.engine, office.id, Role.SUPERVISOR)


async def test_where_nobody_is_left_the_intake_office_decides_with_keys_of_its_own(
    tools: Tools, installation: Installation
):
    at = await decided(tools, installation)
    elsewhere = await an_intake(tools)
    await at.object()
    before = await counted(tools, at.case)
    await at.desk.do(actions.hand_to_intake, at.case, None, member=at.proposer)
    with pytest.raises(Absent):
        await at.desk.do(actions.reject, at.case, KEPT, member=at.proposer)
    async with transaction(tools.engine) as session:
        case = await case_by_id(session, at.case.id)
    assert case
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
        await _as_desk(installation, at, taken, elsewhere)


async def _as_desk(installation: Installation, at: Decided, query: str, to: NewColleague) -> None:
    url = installation.engines["desk"].url.render_as_string(hide_password=False)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute(f"SET LOCAL suara.organisation = '{at.desk.office.id}'")
        connection.execute(query, (at.case.id, to.organisation_id))


async def test_an_auditor_cannot_hand_a_case_over(tools: Tools, installation: Installation):
    at = await decided(tools, installation)
    await at.object()
    with pytest.raises(Forbidden):
        reviewer = await at.desk.member(Role.AUDITOR)
        await at.desk.do(actions.hand_to_intake, at.case, None, member=reviewer)


async def test_setting_aside_takes_two_is_read_counted_and_may_be_objected_to(
    tools: Tools, installation: Installation
):
    desk = await a_desk(tools, installation)
    case = await desk.case()
    proposer, other = await desk.member(Role.SUPERVISOR), await desk.member(Role.SUPERVISOR)
    aside = Aside(Ground.SPAM, Reasoned("It advertises loans.", "en"))
    at = Decided(desk, case, proposer, other)
    await desk.do(actions.propose_to_set_aside, case, aside, member=proposer)
    assert (await at.read()).outcome is None
    for member, act in ((proposer, actions.set_aside), (other, deciding.decide)):
        with pytest.raises(NoSuchMove):
            await desk.do(act, case, Words(), member=member)
    await desk.do(actions.set_aside, case, None, member=other)
    read = await at.read()
    assert read.outcome
    assert (read.outcome.ground, read.outcome.reason) == (Ground.SPAM, "It advertises loans.")
    assert read.case.closed_on
    assert "object" in read.can
    assert "not_solved" not in read.can
    assert (await counted(tools, case))[:2] == ("none", "set_aside")
    await at.object()
    third = await desk.member(Role.REVIEWER)
    await desk.do(actions.take_up_again, case, KEPT, member=third)
    assert (await counted(tools, case))[:2] == ("reversed", None)
