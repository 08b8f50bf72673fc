"""Two things at once that belong to different parts of the house: one is first, and whole."""

from collections.abc import AsyncIterator, Callable

import psycopg
import pytest

from backend import clock
from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import Role
from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.database.addresses import Addresses
from backend.database.doors import transaction
from backend.destruction.actions.destroying import destroy
from backend.grievances.actions.reissuing import Reissuing, agree_to_receipt, ask_for_receipt
from backend.objections.actions import hand_to_intake
from backend.reports.actions import publishing
from backend.sealing.tools import Tools
from backend.triage.actions import assessing, deciding, writing
from backend.triage.actions.bulk import act_on_many
from backend.triage.queries.bulk import Many, plan_of
from backend.triage.queries.work import Person
from backend.triage.rules.typed import Words
from tests.actions.test_lost_receipts import lost
from tests.factories.accounts import an_organisation
from tests.factories.destruction import asked, asked_and_agreed, rows_left
from tests.factories.mail import Postbox, open_postbox
from tests.factories.objections import NO
from tests.factories.office import Desk, a_desk
from tests.factories.racing import RACERS, race, room_for_racers
from tests.factories.reports import a_draft, a_newsroom, written

pytestmark = pytest.mark.battery("T19")
COUNT = "SELECT count(*) FROM events WHERE case_id = %s AND action = %s"


@pytest.fixture(scope="module")
async def roomy(installation: Installation, database: Addresses) -> AsyncIterator[Installation]:
    async with room_for_racers(installation, database) as made:
        yield made


@pytest.fixture
def rounds(
    scale: Callable[[int, int], int], counted: Callable[[str, int], None]
) -> Callable[[int], range]:
    def count(long: int) -> range:
        number = scale(1, long)
        counted("races", number)
        counted("racers", number * RACERS)
        return range(number)

    return count


def noted(administrator: psycopg.Connection, case: OpenedCase, action: str) -> int:
    return int(administrator.execute(COUNT, (case.id, action)).fetchone()[0])


async def test_whoever_writes_while_a_case_is_destroyed_leaves_nothing_behind(
    roomy: Installation, tools: Tools, rounds, administrator: psycopg.Connection
):
    desk = await a_desk(tools, roomy)
    member = await desk.member()
    for _ in rounds(25):
        case = await desk.case()
        await asked_and_agreed(desk, case)
        number = asked(administrator, case.id)
        writers = [
            desk.do(act, case, typed, member=member)
            for act, typed in ((writing.add_note, Words("x")), (writing.send_message, Words("y")),
                               (assessing.assess, desk.described())) * 4
        ]  # fmt: skip
        writers += [desk.complainant_writes(case, f"{n}", clock.now()) for n in range(3)]
        ran = await race([*writers[:7], destroy(tools, number, clock.now()), *writers[7:]])
        assert ran.broken == []
        left = rows_left(administrator, case.id)
        assert left.keys() == {"receipts", "events", "destructions"}, left
        assert noted(administrator, case, "case.destroyed") == 1


async def test_a_case_that_is_handed_over_takes_no_word_of_the_giver_along_unseen(
    roomy: Installation, tools: Tools, rounds, administrator: psycopg.Connection
):
    """Every message that was accepted is the receiver's too; the others were refused."""
    intake = await an_organisation(tools.engine, tools.keyring.master, country="VN", intake=True)
    desk = await a_desk(tools, roomy, country="VN")
    worker, decider = await desk.member(), await desk.member(Role.SUPERVISOR)
    for _ in rounds(25):
        case = await an_objection_nobody_may_decide(desk, worker, decider)
        writers = [
            desk.do(writing.send_message, case, Words(f"{number}"), member=worker)
            for number in range(RACERS - 1)
        ]
        given = desk.do(hand_to_intake, case, None, member=worker)
        ran = await race([*writers[:5], given, *writers[5:]])
        assert ran.broken == []
        query = """SELECT count(*) FILTER (WHERE sender = 'office'), count(*) FILTER
          (WHERE parties <> ARRAY[%s::uuid]) FROM messages WHERE case_id = %s"""
        kept, elsewhere = administrator.execute(query, (intake.id, case.id)).fetchone()
        assert elsewhere == 0
        # Besides those of the race the decision was told, and one racer handed the case over.
        assert kept == len(ran.won) - 1 + 1


async def an_objection_nobody_may_decide(
    desk: Desk, worker: NewColleague, decider: NewColleague
) -> OpenedCase:
    case = await desk.case()
    await desk.do(assessing.assess, case, desk.described(), member=worker)
    await desk.do(deciding.propose, case, NO, member=worker)
    await desk.do(deciding.decide, case, Words(), member=decider)
    await desk.complainant_acts(case, "object", clock.now())
    return case


async def test_a_lost_receipt_is_agreed_to_once_and_its_code_works_once(
    roomy: Installation, tools: Tools, rounds, administrator: psycopg.Connection
):
    for _ in rounds(8):
        at = await lost(tools, roomy)
        first, second = await at.desk.member(), await at.desk.member(Role.SUPERVISOR)

        async def act(doing, member: NewColleague, at=at) -> None:
            async with at.desk.work(member, at.case.reference, (None, None)) as (session, work):
                await doing(session, work.case.id, Reissuing(member.id, work.at))

        for doing, member in ((ask_for_receipt, first), (agree_to_receipt, second)):
            ran = await race(act(doing, member) for _ in range(RACERS))
            assert (bool(ran.won), ran.broken) == (True, [])
        assert noted(administrator, at.case, "case.receipt_agreed") == 1
        with open_postbox(Postbox()) as postbox:
            code = await at.mailed(postbox)
        ran = await race(at.uses(code) for _ in range(RACERS))
        fresh = [secret for secret in ran.won if secret]
        assert (len(fresh), ran.broken) == (1, [])
        assert await at.opens(fresh[0])
        assert await at.opens(at.secret) is None


async def test_a_report_is_published_once(tools: Tools, rounds):
    for _ in rounds(12):
        room = await a_newsroom(tools)
        new = await a_draft(tools, room)
        await written(tools, room, new)
        writer, second = room.by(room.writer), room.by(room.second)

        async def act(doing, by, new=new) -> None:
            async with transaction(tools.engine) as session:
                await doing(session, by, new, clock.now())

        ran = await race(act(publishing.propose, writer) for _ in range(RACERS))
        assert (len(ran.won), ran.broken) == (1, [])
        ran = await race(act(publishing.publish, second) for _ in range(RACERS))
        assert (len(ran.won), ran.broken) == (1, [])


async def test_many_are_assigned_all_or_none_while_others_assign_one(
    roomy: Installation, tools: Tools, rounds, administrator: psycopg.Connection
):
    desk = await a_desk(tools, roomy)
    worker, boss = await desk.member(), await desk.member(Role.SUPERVISOR)
    person = Person(boss.id, boss.organisation_id, boss.role.value, boss.locale)
    for _ in rounds(25):
        cases = [await desk.case() for _ in range(3)]
        many = Many(tuple(case.reference for case in cases), str(worker.id))

        async def all_of_them(seen: str, many: Many = many) -> int:
            engine = roomy.engines["desk"]
            async with transaction(engine, organisation=desk.office.id) as session:
                plan, now = await plan_of(session, person, many, clock.now()), clock.now()
                return await act_on_many(
                    session, tools.keyring, person, plan, (seen or plan.seen(), now)
                )

        async with transaction(roomy.engines["desk"], organisation=desk.office.id) as session:
            seen = (await plan_of(session, person, many, clock.now())).seen()
        one_by_one = [
            desk.do(assessing.assign, case, Words(about=str(boss.id)), member=boss, revision=1)
            for case in cases
        ]
        ran = await race([*one_by_one, *(all_of_them(seen) for _ in range(RACERS - 3))])
        assert ran.broken == []
        ids = [case.id for case in cases]
        query = "SELECT array_agg(assignee_id), max(revision) FROM cases WHERE id = ANY (%s)"
        assignees, revision = administrator.execute(query, (ids,)).fetchone()
        assert revision == 2, "nobody wrote over what they had not seen"
        assert None not in assignees or 3 not in ran.won
        assert set(assignees) == {worker.id} or worker.id not in assignees
