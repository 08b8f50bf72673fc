"""An objection is looked at by somebody who did not take the decision."""

from datetime import timedelta

import pytest

from backend import clock
from backend.accounts.rules import Role
from backend.app import Installation
from backend.cases.rules.stages import Outcome
from backend.cases.rules.workflow import NoSuchMove
from backend.sealing.tools import Tools
from backend.triage.actions import assessing, deciding
from backend.triage.rules.typed import Proposed, Words
from tests.factories.office import a_desk

UPHELD = Proposed(Outcome.UPHELD, "You are right.", "en")


@pytest.mark.parametrize("act", ["object", "not_solved"])
async def test_whoever_decided_does_not_decide_again_after_the_person_came_back(
    tools: Tools, installation: Installation, act: str
):
    desk = await a_desk(tools, installation)
    case = await desk.case()
    supervisor, reviewer = await desk.member(Role.SUPERVISOR), await desk.member(Role.REVIEWER)
    await desk.do(assessing.assess, case, desk.described())
    await desk.do(deciding.propose, case, UPHELD)
    await desk.do(deciding.decide, case, Words(), member=supervisor)
    await desk.complainant_acts(case, act, clock.now() + timedelta(hours=1))
    await desk.do(deciding.propose, case, UPHELD)
    with pytest.raises(NoSuchMove):
        await desk.do(deciding.decide, case, Words(), member=supervisor)
    await desk.do(deciding.decide, case, Words(), member=reviewer)
