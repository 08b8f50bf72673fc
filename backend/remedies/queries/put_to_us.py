"""The cases that were put to the owner of a system: what an update of it can answer."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.queries.queue import lines_by_id
from backend.systems.queries.facts import system_facts_by_id
from backend.triage.queries.asked import Question, questions_to


@dataclass(frozen=True)
class PutToUs:
    """No word of the case: its reference, and when it was put to the owner."""

    case_id: UUID
    reference: str
    asked_at: datetime
    answered_at: datetime | None


async def cases_put_to(session: AsyncSession, system_id: UUID) -> list[PutToUs]:
    """Each case about this system once, the newest question first."""
    system = await system_facts_by_id(session, system_id)
    if system is None:
        return []
    newest = _newest(await questions_to(session, system.owner_id))
    lines = await lines_by_id(session, list(newest))
    return [
        PutToUs(case_id, lines[case_id].reference, question.asked_at, question.answered_at)
        for case_id, question in newest.items()
        if case_id in lines and lines[case_id].system_id == system_id
    ]


async def open_by_system(session: AsyncSession, owner_id: UUID) -> Counter[UUID | None]:
    """How many cases wait for an answer of this owner, by system."""
    waiting = {q.case_id for q in await questions_to(session, owner_id) if q.answered_at is None}
    lines = await lines_by_id(session, list(waiting))
    return Counter(line.system_id for line in lines.values())


def _newest(questions: list[Question]) -> dict[UUID, Question]:
    newest: dict[UUID, Question] = {}
    for question in questions:
        newest.setdefault(question.case_id, question)
    return newest
