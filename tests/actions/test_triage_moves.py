"""A move is one transaction: stage, act, event, clocks and job, or nothing of it."""

from datetime import UTC, date, datetime

import psycopg
import pytest

from backend.accounts.rules import Role
from backend.app import Installation
from backend.cases.actions.moves import ChangedMeanwhile
from backend.cases.actions.opening import OpenedCase
from backend.cases.rules.stages import Outcome
from backend.cases.rules.workflow import NoSuchMove, TooLate
from backend.errors import Unacceptable
from backend.sealing.tools import Tools
from backend.triage.actions import assessing, deciding, writing
from backend.triage.rules.typed import Closing, Proposed, Words
from tests.factories.office import Desk, a_desk
from tests.factories.systems import a_system

MONDAY = datetime(2026, 3, 2, 2, 20, tzinfo=UTC)
UPHELD = Proposed(Outcome.UPHELD, "You are right.", "en")
CLOSING = Closing(("LC2",), "security")


@pytest.fixture(scope="module")
async def desk(tools: Tools, installation: Installation) -> Desk:
    return await a_desk(tools, installation)


def traces(administrator: psycopg.Connection, case: OpenedCase) -> list[tuple[object, ...]]:
    """Everything that a move would change."""
    queries = (
        "SELECT stage, revision, due_at, late FROM cases WHERE id = %s",
        "SELECT name, due_at, stopped_at, paused_at FROM clocks WHERE case_id = %s ORDER BY id",
        "SELECT id FROM acts WHERE case_id = %s ORDER BY id",
        "SELECT id FROM events WHERE case_id = %s ORDER BY id",
        "SELECT id FROM messages WHERE case_id = %s ORDER BY id",
        "SELECT id FROM procrastinate_jobs WHERE args->>'case_id' = %s::text ORDER BY id",
    )
    return [row for query in queries for row in administrator.execute(query, (case.id,)).fetchall()]


#: Statements that make one part of a move fail, and that mend it again.
BREAKAGES = {
    "job": (
        "REVOKE INSERT ON procrastinate_jobs FROM suara_desk",
        "GRANT INSERT ON procrastinate_jobs TO suara_desk",
    ),
    "clock": (
        "ALTER TABLE clocks ADD CONSTRAINT broken CHECK (name <> 'assess') NOT VALID",
        "ALTER TABLE clocks DROP CONSTRAINT broken",
    ),
    "event": (
        "REVOKE INSERT ON events FROM suara_desk",
        "GRANT INSERT ON events TO suara_desk",
    ),
}


@pytest.mark.parametrize(("breaking", "mending"), BREAKAGES.values(), ids=BREAKAGES)
async def test_a_move_of_which_one_part_fails_leaves_nothing(
    desk: Desk, administrator: psycopg.Connection, breaking: str, mending: str
):
    case = await desk.case()
    member = await desk.member()
    before = traces(administrator, case)
    administrator.execute(breaking)
    try:
        with pytest.raises(psycopg.Error):
            await desk.do(assessing.acknowledge, case, Words("We have it."), member=member)
    finally:
        administrator.execute(mending)
    assert traces(administrator, case) == before


async def test_a_move_writes_stage_act_event_clocks_and_jobs(
    desk: Desk, administrator: psycopg.Connection
):
    case = await desk.case()
    before = len(traces(administrator, case))
    await desk.do(assessing.acknowledge, case, Words("We have it."))
    assert clocks(administrator, case).keys() == {"assess", "decide"}
    # A clock, an act, an event, a message, and the jobs that tell, count and index.
    assert len(traces(administrator, case)) == before + 4 + 3


def clocks(
    administrator: psycopg.Connection, case: OpenedCase
) -> dict[str, tuple[datetime, date, datetime | None]]:
    """Those that run: when due, what was told, since when paused."""
    rows = administrator.execute(
        "SELECT name, due_at, told_on, paused_at FROM clocks"
        " WHERE case_id = %s AND stopped_at IS NULL", (case.id,),
    )  # fmt: skip
    return {name: (due, told, paused) for name, due, told, paused in rows.fetchall()}


async def test_clocks_stand_still_while_the_person_is_asked(
    desk: Desk, administrator: psycopg.Connection
):
    case = await desk.case(MONDAY)
    for act, typed in ((assessing.assess, desk.described()), (assessing.ask_person, Words("Why?"))):
        await desk.do(act, case, typed, at=MONDAY.replace(day=4))
    due, told, paused = clocks(administrator, case)["decide"]
    assert paused
    assert told == due.date()
    await desk.complainant_writes(case, "Because.", MONDAY.replace(day=11))
    later, told_later, paused = clocks(administrator, case)["decide"]
    assert paused is None
    assert told_later == later.date()
    # Five working days were left of May, and a holiday lies among them.
    assert (told, told_later) == (date(2026, 5, 28), date(2026, 6, 5))
    stage = administrator.execute("SELECT stage FROM cases WHERE id = %s", (case.id,)).fetchone()
    assert stage == ("in_assessment",)


async def test_an_office_need_not_wait_for_ever_for_an_answer(
    desk: Desk, administrator: psycopg.Connection
):
    case = await desk.case(MONDAY)
    await desk.do(assessing.assess, case, desk.described(), at=MONDAY)
    await desk.do(assessing.ask_person, case, Words("Why?"), at=MONDAY)
    await desk.do(assessing.go_on, case, Words("No answer"), at=MONDAY.replace(day=20))
    assert clocks(administrator, case)["decide"][2] is None
    silent = Proposed(Outcome.INSUFFICIENT_INFORMATION, "We heard nothing.", "en")
    await desk.do(deciding.propose, case, silent, at=MONDAY.replace(day=20))


async def test_when_somebody_filed_is_kept_to_the_hour_in_clocks_too(
    desk: Desk, administrator: psycopg.Connection
):
    case = await desk.case(MONDAY, danger="child")
    started, due = administrator.execute(
        "SELECT started_at, due_at FROM clocks WHERE case_id = %s AND name = 'acknowledge'",
        (case.id,),
    ).fetchone()
    assert (started.minute, due.minute) == (0, 0)
    assert (due - started).total_seconds() == 2 * 3600


async def decided(desk: Desk, **proposal: object) -> OpenedCase:
    """A case decided on the Monday."""
    case = await desk.case(MONDAY)
    proposed = Proposed(**(vars(UPHELD) | proposal))
    await desk.do(assessing.assess, case, desk.described(), at=MONDAY)
    await desk.do(deciding.propose, case, proposed, at=MONDAY)
    supervisor = await desk.member(Role.SUPERVISOR)
    await desk.do(deciding.decide, case, Words(), member=supervisor, at=MONDAY)
    return case


async def test_an_objection_reopens_with_a_due_date_and_only_while_it_is_open(
    desk: Desk, administrator: psycopg.Connection
):
    case = await decided(desk)
    until = clocks(administrator, case)["contest"][0]
    assert until.date() == date(2026, 4, 1)
    with pytest.raises(TooLate):
        await desk.complainant_acts(case, "object", until.replace(day=2))
    await desk.complainant_acts(case, "object", MONDAY.replace(day=20))
    running = clocks(administrator, case)
    assert running.keys() == {"objection"}
    stage, due = administrator.execute(
        "SELECT stage, due_at FROM cases WHERE id = %s", (case.id,)
    ).fetchone()
    assert (stage, due) == ("reopened", running["objection"][0])
    assert due.date() > date(2026, 4, 20)


async def test_a_closed_case_that_is_not_solved_is_open_again(
    desk: Desk, administrator: psycopg.Connection
):
    case = await decided(desk)
    reviewer = await desk.member(Role.REVIEWER)
    await desk.do(deciding.close, case, CLOSING, member=reviewer, at=MONDAY.replace(day=3))
    closed = "SELECT closed_on, due_at FROM cases WHERE id = %s"
    assert administrator.execute(closed, (case.id,)).fetchone() == (date(2026, 3, 3), None)
    await desk.complainant_acts(case, "not_solved", MONDAY.replace(day=9))
    closed_on, due = administrator.execute(closed, (case.id,)).fetchone()
    assert closed_on is None
    assert due


async def test_a_case_is_not_closed_while_nobody_is_sure_what_it_is_about(desk: Desk):
    case = await decided(desk)
    reviewer = await desk.member(Role.REVIEWER)
    await desk.do(assessing.classify, case, desk.described(subtype="X00"), member=reviewer)
    with pytest.raises(Unacceptable):
        await desk.do(deciding.close, case, CLOSING, member=reviewer)
    await desk.do(assessing.classify, case, desk.described(), member=reviewer)
    await desk.do(deciding.close, case, CLOSING, member=reviewer)


async def test_whoever_proposed_does_not_decide(desk: Desk):
    case = await desk.case()
    supervisor = await desk.member(Role.SUPERVISOR)
    await desk.do(assessing.assess, case, desk.described(), member=supervisor)
    await desk.do(deciding.propose, case, UPHELD, member=supervisor)
    with pytest.raises(NoSuchMove):
        await desk.do(deciding.decide, case, Words(), member=supervisor)


async def test_two_people_at_once_move_a_case_once(desk: Desk, administrator: psycopg.Connection):
    case = await desk.case()
    await desk.do(assessing.acknowledge, case, Words(), revision=1)
    with pytest.raises(ChangedMeanwhile):
        await desk.do(assessing.assess, case, desk.described(), revision=1)
    acts = administrator.execute("SELECT move FROM acts WHERE case_id = %s", (case.id,)).fetchall()
    assert sorted(acts) == [("acknowledge",), ("file",)]


async def test_a_duplicate_names_another_case_of_this_office(
    desk: Desk, tools: Tools, installation: Installation
):
    case, first = await desk.case(), await desk.case()
    elsewhere = await (await a_desk(tools, installation)).case()
    await desk.do(assessing.assess, case, desk.described())
    for wrong in (case.reference, elsewhere.reference, "SG-2026-00000-0"):
        with pytest.raises(Unacceptable):
            await desk.do(deciding.propose, case, duplicate(wrong))
    await desk.do(deciding.propose, case, duplicate(first.reference))


def duplicate(reference: str) -> Proposed:
    return Proposed(Outcome.DUPLICATE, "As before.", "en", duplicate_of=reference)


async def test_an_office_does_not_judge_a_system_of_its_own(desk: Desk, tools: Tools):
    own = (await a_system(tools.engine, desk.office.id)).slug
    case = await desk.case()
    with pytest.raises(Unacceptable) as refused:
        await desk.do(assessing.assess, case, desk.described(system=own))
    assert [fault.code for fault in refused.value.faults] == ["own_system"]


async def test_a_letter_and_its_address_are_what_the_person_reads(
    desk: Desk, administrator: psycopg.Connection
):
    case = await desk.case()
    await desk.do(deciding.refer, case, Words("Dear police", "police", "1 Main Street"))
    member = await desk.member()
    async with desk.work(member, case.reference, (None, None)) as (session, work):
        said = await writing.stories.messages(session, case.id, work.key("account"))
    assert ["Dear police" in m.text and "1 Main Street" in m.text for m in said] == [True]
    assert clocks(administrator, case) == {}
