"""Abuse, advertising, what is about no AI system: set aside by two, read, counted, objected to."""

import pytest

from backend.accounts.rules import Role
from backend.app import Installation
from backend.cases.rules.stages import Ground
from backend.cases.rules.workflow import NoSuchMove
from backend.objections import actions
from backend.objections.rules import Aside, Reasoned
from backend.sealing.tools import Tools
from backend.triage.actions import deciding
from backend.triage.rules.typed import Words
from tests.factories.objections import KEPT, Decided, counted
from tests.factories.office import a_desk


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
