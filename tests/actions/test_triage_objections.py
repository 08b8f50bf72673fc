"""Who decides: once, and after an objection somebody who did not take the decision."""

import asyncio
from datetime import timedelta

import pytest

from backend import clock
from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import Role
from backend.app import Installation
from backend.cases.rules.stages import Outcome
from backend.cases.rules.workflow import NoSuchMove
from backend.sealing.tools import Tools
from backend.triage.actions import assessing, deciding
from backend.triage.rules.typed import Proposed, Words
from tests.factories.office import a_desk

UPHELD = Proposed(Outcome.UPHELD, "You are right.", "en")


async def test_whoever_decided_does_not_decide_again_after_the_person_came_back(
    tools: Tools, installation: Installation
):
    desk = await a_desk(tools, installation)
    case = await desk.case()
    supervisor, reviewer = await desk.member(Role.SUPERVISOR), await desk.member(Role.REVIEWER)
    await desk.do(assessing.assess, case, desk.described())
    await desk.do(deciding.propose, case, UPHELD)
    await desk.do(deciding.decide, case, Words(), member=supervisor)
    await desk.complainant_acts(case, "not_solved", clock.now() + timedelta(hours=1))
    await desk.do(deciding.propose, case, UPHELD)
    with pytest.raises(NoSuchMove):
        await desk.do(deciding.decide, case, Words(), member=supervisor)
    await desk.do(deciding.decide, case, Words(), member=reviewer)


@pytest.mark.battery("T19")
async def test_of_two_who_decide_at_once_the_second_is_told_that_it_is_decided(
    tools: Tools, installation: Installation
):
    desk = await a_desk(tools, installation)
    case = await desk.case()
    await desk.do(assessing.assess, case, desk.described())
    await desk.do(deciding.propose, case, UPHELD)
    both = [await desk.member(Role.SUPERVISOR) for _ in range(2)]
    at_once = asyncio.Barrier(2)

    async def decide(member: NewColleague) -> None:
        async with desk.work(member, case.reference, (None, None)) as (session, work):
            await at_once.wait()
            await deciding.decide(session, work, Words())

    results = await asyncio.gather(*map(decide, both), return_exceptions=True)
    refused = [result for result in results if result is not None]
    assert [type(refusal) for refusal in refused] == [NoSuchMove]
