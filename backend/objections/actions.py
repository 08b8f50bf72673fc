"""Deciding an objection, handing it to the intake office, and setting a complaint aside."""

from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.rules import WORKING_ON_CASES
from backend.cases.actions.deciding import (
    Proposal,
    decide_as_proposed,
    keep_proposal,
    propose_outcome,
    put_in_force,
    with_outcome,
)
from backend.cases.actions.moves import locked, put_on_record, take_step
from backend.cases.actions.objecting import Verdict, end_contest, hand_over, keep_verdict
from backend.cases.queries.objections import ObjectionLine, open_objection, who_may_decide
from backend.cases.rules.stages import Outcome
from backend.database.queue import enqueue
from backend.errors import Absent, Conflict, Forbidden
from backend.grievances.actions.replying import put_version_beside
from backend.grievances.actions.requesting import Wanted
from backend.grievances.actions.translating import NewTranslation
from backend.grievances.rules.translations import TranslatedKind
from backend.objections.queries import intake_for
from backend.objections.rules import Aside, Reasoned, Reversed
from backend.triage.actions.replying import send_reason
from backend.triage.actions.writing import say
from backend.triage.queries.case_page import decision_line
from backend.triage.queries.replying import language_of_person
from backend.triage.queries.work import Work


class SomebodyMayDecide(Conflict):
    """A case leaves its office only where nobody in it may decide the objection."""

    code = "somebody_may_decide"


class NobodyElsewhere(Conflict):
    """There is no intake office besides this one that could take the case."""

    code = "nobody_elsewhere"


async def reject(session: AsyncSession, work: Work, reasoned: Reasoned) -> None:
    """The decision stands; it cannot be objected to a second time."""
    objection = await _open(session, work)
    case = await take_step(session, work.case.id, work.step("reject_objection"))
    message_id = await _answer(session, work, reasoned, uuid4())
    await _keep(session, work, Verdict(objection, upheld=False, message_id=message_id))
    await end_contest(session, case.id, work.at)


async def reverse(session: AsyncSession, work: Work, new: Reversed) -> None:
    """Another decision in its place, at once, by somebody who took no part in the first."""
    objection = await _open(session, work)
    step = work.step("reverse", facts={"outcome": new.outcome.value})
    case = await take_step(session, work.case.id, with_outcome(step, new.outcome))
    proposal = Proposal(new.outcome, new.reason.text, new.reason.language, new.remedies)
    decision_id = await keep_proposal(session, case, proposal, work.key("office"), step)
    message_id = await _answer(session, work, new.reason, decision_id)
    await _keep(session, work, Verdict(objection, upheld=True, message_id=message_id))
    await put_in_force(session, case.id, (decision_id, message_id), step)


async def take_up_again(session: AsyncSession, work: Work, reasoned: Reasoned) -> None:
    """The decision is reversed; another one is proposed and decided as ever, by the same day."""
    objection = await _open(session, work)
    step = with_outcome(work.step("take_up_again"), None)
    await take_step(session, work.case.id, step)
    message_id = await _answer(session, work, reasoned, uuid4())
    await _keep(session, work, Verdict(objection, upheld=True, message_id=message_id))


async def _open(session: AsyncSession, work: Work) -> ObjectionLine:
    """Held first: of two who decide at once the second sees that it is decided."""
    await locked(session, work.case.id, work.revision)
    found = await open_objection(session, work.case.id)
    if found is None:
        raise Absent
    return found


async def _keep(session: AsyncSession, work: Work, verdict: Verdict) -> None:
    await keep_verdict(session, work.case.id, verdict, work.person.id, work.at)


async def _answer(session: AsyncSession, work: Work, reasoned: Reasoned, message_id: UUID) -> UUID:
    """What the person reads, with the same in their own language where somebody wrote it."""
    await say(session, work, reasoned.text, reasoned.language, message_id)
    to = language_of_person(work.case)
    if reasoned.theirs and to != reasoned.language:
        wanted = Wanted(TranslatedKind.MESSAGE, message_id, reasoned.language, to)
        new = NewTranslation(wanted, reasoned.theirs, work.person.id)
        by = (work.person.id, work.at)
        await put_version_beside(session, work.case, work.key("account"), new, by)
    return message_id


async def propose_to_set_aside(session: AsyncSession, work: Work, aside: Aside) -> None:
    """Somebody else confirms it; until then the person who complained sees nothing of it."""
    proposal = Proposal(
        Outcome.SET_ASIDE, aside.reason.text, aside.reason.language, ground=aside.ground
    )
    step = work.step("propose_set_aside", facts={"ground": aside.ground.value})
    await propose_outcome(session, work.case.id, proposal, work.key("office"), step)


async def set_aside(session: AsyncSession, work: Work, _typed: None) -> None:
    """The person reads why, and may object. Once decided already, the case is only closed."""
    await locked(session, work.case.id, work.revision)
    proposal = await decision_line(session, work)
    if proposal is None:
        raise Absent
    step = work.step("set_aside")
    if proposal.decided_at:
        await take_step(session, work.case.id, step)
        await end_contest(session, work.case.id, work.at)
        return
    await say(session, work, proposal.reason, proposal.language, proposal.id)
    decided = (proposal.id, Outcome.SET_ASIDE, proposal.id)
    await decide_as_proposed(session, work.case.id, decided, step)
    await send_reason(session, work, proposal.id)


async def hand_to_intake(session: AsyncSession, work: Work, _typed: None) -> None:
    """With all keys; this office sees no more of the case than its record keeps."""
    if not work.mover.kinds & WORKING_ON_CASES:
        raise Forbidden
    objection = await _open(session, work)
    if await who_may_decide(session, work.case.id, work.case.handler_id):
        raise SomebodyMayDecide
    office = await intake_for(session, work.case, work.person.locale)
    if office is None:
        raise NobodyElsewhere
    step = work.step("handed_over", facts={"office": office.slug})
    await put_on_record(session, work.case, step, step.facts)
    await enqueue(session, "grievances.index", case_id=str(work.case.id))
    keys = {name: work.key(name) for name in ("account", "office", "contact")}
    await hand_over(session, work.case, objection, (office, keys), work.at)
