"""Putting a case to the owner of its system, the owner's answer, and taking it back."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import organisation
from backend.cases.actions.moves import take_step
from backend.cases.actions.sharing import ask_owner, stop_asking_owner
from backend.cases.queries.clocks import clocks_of
from backend.cases.rules.workflow import NoSuchMove
from backend.database.queue import enqueue
from backend.database.rows import add
from backend.errors import Absent, Fault, Unacceptable
from backend.sealing.fields import seal
from backend.systems.queries.facts import system_facts
from backend.triage.actions.writing import reason
from backend.triage.models import Inquiry
from backend.triage.queries.places import answer_place, question_place
from backend.triage.queries.work import Work
from backend.triage.queries.written import inquiries
from backend.triage.rules.typed import Words


async def put_to_owner(session: AsyncSession, work: Work, words: Words) -> None:
    """The owner reads story, ticked files and question until it has answered."""
    system = await system_facts(session, words.about)
    owner = await organisation(session, system.owner_id, "en") if system else None
    if system is None or owner is None or owner.id == work.case.handler_id:
        raise Unacceptable(Fault("owner_system", "not_a_choice"))
    key = work.key("account")
    step = work.step("put_to_owner", values={"system_id": system.id})
    case = await take_step(session, work.case.id, step)
    # After the move, so that the owner sees the clock of its answer too.
    await ask_owner(session, case, owner, key, list(words.files))
    await _keep_question(session, work, owner.id, words)
    await enqueue(session, "triage.tell_owner", case_id=str(case.id), organisation_id=str(owner.id))


async def _keep_question(session: AsyncSession, work: Work, owner_id: UUID, words: Words) -> None:
    inquiry_id = uuid4()
    await add(
        session,
        Inquiry,
        case_id=work.case.id,
        id=inquiry_id,
        parties=[work.case.handler_id, owner_id],
        owner_id=owner_id,
        sealed_question=seal(work.key("account"), words.text, question_place(inquiry_id)),
        file_ids=list(words.files),
        asked_by=work.person.id,
        asked_at=work.at,
        due_at=await _due(session, work),
    )


async def _due(session: AsyncSession, work: Work) -> datetime:
    clocks = await clocks_of(session, work.case.id)
    return next(c.due_at for c in clocks if c.name == "owner_answer")


async def answer(session: AsyncSession, work: Work, words: Words) -> None:
    """By the owner's people; afterwards they can open no word of the case any more."""
    if "account" not in work.keys:
        # A colleague was quicker; whoever still writes finds their text again.
        raise NoSuchMove(stage=work.case.stage, move="answer")
    key = work.key("account")
    case = await take_step(session, work.case.id, work.step("answer"))
    inquiry_id = await _open_inquiry(session, work)
    await session.exec(
        update(Inquiry)
        .where(col(Inquiry.case_id) == case.id, col(Inquiry.id) == inquiry_id)
        .values(
            sealed_answer=seal(key, words.text, answer_place(inquiry_id)),
            answered_by=work.person.id,
            answered_at=work.at,
        )
    )
    await stop_asking_owner(session, case)
    await enqueue(session, "triage.tell_office", case_id=str(case.id), template="owner_answered")


async def take_back(session: AsyncSession, work: Work, words: Words) -> None:
    """The owner does not even know any more that it was asked."""
    step = work.step("take_back", sealed_reason=reason(work, words.text))
    case = await take_step(session, work.case.id, step)
    await session.exec(
        update(Inquiry)
        .where(col(Inquiry.case_id) == case.id, col(Inquiry.answered_at).is_(None))
        .where(col(Inquiry.taken_back_at).is_(None))
        .values(taken_back_at=work.at)
    )
    await stop_asking_owner(session, case, forget=True)


async def _open_inquiry(session: AsyncSession, work: Work) -> UUID:
    waiting = [line for line in await inquiries(session, work.case.id, None) if line.open]
    if not waiting:
        raise Absent
    return waiting[-1].id
