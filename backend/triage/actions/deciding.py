"""From proposal to closing; and sending a case on to another body."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries.absences import today_at
from backend.cases.actions import describing
from backend.cases.actions.deciding import Proposal, decide_as_proposed, propose_outcome
from backend.cases.actions.moves import locked, take_step
from backend.cases.queries.cases import case_by_reference
from backend.cases.queries.workflow_files import workflow_named
from backend.cases.rules.workflow import the_move
from backend.database.rows import add
from backend.errors import Absent, Fault, Unacceptable
from backend.grievances.actions.reviewing import rely_on, show_relied
from backend.grievances.queries.translations import translations
from backend.sealing.fields import seal
from backend.triage.actions.replying import send_reason
from backend.triage.actions.writing import add_note, say
from backend.triage.models import Referral
from backend.triage.queries.case_page import decision_line
from backend.triage.queries.places import address_place, letter_place
from backend.triage.queries.work import Work
from backend.triage.rules.typed import Closing, Proposed, Words
from backend.web.forms import read_id

#: The code of the taxonomy that says so; allowed at intake, never at the end.
NOT_SURE = "X00"


async def propose(session: AsyncSession, work: Work, proposed: Proposed) -> None:
    if proposed.duplicate_of:
        await _refuse_foreign(session, work, proposed.duplicate_of)
    proposal = Proposal(
        proposed.outcome,
        proposed.reason,
        proposed.language,
        proposed.remedies,
        proposed.duplicate_of,
    )
    step = work.step("propose", facts={"outcome": proposed.outcome.value})
    decision_id = await propose_outcome(session, work.case.id, proposal, work.key("office"), step)
    await _rely_on(session, work, decision_id, proposed.relied)


async def _rely_on(
    session: AsyncSession, work: Work, decision_id: UUID, shown: Iterable[UUID]
) -> None:
    """The translations of this case that stood on the page of whoever decides."""
    lines = await translations(session, work.case.id, work.key("account"))
    known = {line.id for line in lines}
    await rely_on(session, work.case, decision_id, [i for i in shown if i in known])


async def _refuse_foreign(session: AsyncSession, work: Work, reference: str) -> None:
    other = await case_by_reference(session, reference, work.case.handler_id)
    if other is None or other.id == work.case.id or other.handler_id != work.case.handler_id:
        raise Unacceptable(Fault("duplicate_of", "case_unknown"))


async def return_proposal(session: AsyncSession, work: Work, words: Words) -> None:
    await take_step(session, work.case.id, work.step("return_proposal"))
    await add_note(session, work, words)


async def decide(session: AsyncSession, work: Work, words: Words) -> None:
    """Its reason becomes a message; sealed anew, for the person who complained."""
    # Before the message is written: two who decide at once would else wait for each other.
    case = await locked(session, work.case.id, work.revision)
    the_move(workflow_named(case.workflow), "decide", case.stage, work.mover)
    proposal = await decision_line(session, work)
    if proposal is None:
        raise Absent
    step = work.step("decide", facts={"outcome": proposal.outcome.value})
    message_id = await say(
        session, work, proposal.reason, proposal.language, message_id=proposal.id
    )
    decided = (proposal.id, proposal.outcome, message_id)
    await decide_as_proposed(session, work.case.id, decided, step)
    await send_reason(session, work, proposal.id)
    await _rely_on(session, work, proposal.id, words.files)
    await show_relied(session, work.case, proposal.id, work.at)


async def await_remedy(session: AsyncSession, work: Work, _words: Words) -> None:
    await take_step(session, work.case.id, work.step("await_remedy"))


async def close(session: AsyncSession, work: Work, closing: Closing) -> None:
    if work.case.category == NOT_SURE:
        raise Unacceptable(Fault("lifecycle_stage", "category_not_sure"))
    values = {
        "lifecycle_stages": list(closing.lifecycle_stages),
        "root_cause": closing.root_cause,
    }
    await take_step(session, work.case.id, work.step("close", values=values))


async def refer(session: AsyncSession, work: Work, words: Words) -> None:
    """The person who complained reads where it went, and the letter."""
    step = work.step("refer", facts={"body": words.about})
    await take_step(session, work.case.id, step)
    key, referral_id = work.key("account"), uuid4()
    await add(
        session,
        Referral,
        case_id=work.case.id,
        id=referral_id,
        parties=[work.case.handler_id],
        body=words.about,
        sealed_address=seal(key, words.address, address_place(referral_id)),
        sealed_letter=seal(key, words.text, letter_place(referral_id)),
        referred_by=work.person.id,
        at=work.at,
    )
    await say(session, work, f"{words.text}\n\n{words.address}")


async def mark_remedy_done(session: AsyncSession, work: Work, words: Words) -> None:
    remedy_id = read_id(words.about)
    if remedy_id is None:
        raise Absent
    step = work.step("remedy_done")
    today = await today_at(session, work.person.organisation_id, work.at)
    await describing.remedy_done(session, work.case.id, remedy_id, today, step)
