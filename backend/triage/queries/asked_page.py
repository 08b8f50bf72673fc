"""What the owner of a system sees: the cases put to it, and one of them while it is asked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.queries.queue import lines_by_id
from backend.cases.rules.stages import Stage
from backend.grievances.queries import stories
from backend.grievances.queries.drafts import FileLine
from backend.triage.queries.work import Work
from backend.triage.queries.written import InquiryLine, asked_of, inquiries


@dataclass(frozen=True)
class AskedLine:
    reference: str
    asked_at: datetime
    due_at: datetime
    answered_at: datetime | None
    late: bool


@dataclass(frozen=True)
class AskedPage:
    """``may_answer``: the case is put to us now, and its words are open to us."""

    may_answer: bool
    story: stories.Story | None
    files: list[FileLine]
    inquiries: list[InquiryLine]


async def asked_lines(session: AsyncSession, owner_id: UUID, at: datetime) -> list[AskedLine]:
    found = await asked_of(session, owner_id)
    known = await lines_by_id(session, [line.case_id for line in found])
    return [
        AskedLine(
            known[line.case_id].reference,
            line.asked_at,
            line.due_at,
            line.answered_at,
            line.open and line.due_at < at,
        )
        for line in found
        if line.case_id in known
    ]


async def asked_page(session: AsyncSession, work: Work) -> AskedPage:
    """Words only while the case is put to us: afterwards we hold no key to it."""
    key = work.keys.get("account")
    if key is None or work.case.stage is not Stage.AWAITING_ORGANISATION:
        return AskedPage(
            may_answer=False,
            story=None,
            files=[],
            inquiries=await inquiries(session, work.case.id, None),
        )
    return AskedPage(
        may_answer=True,
        story=await stories.story(session, work.case.id, key),
        files=await stories.files(session, work.case.id),
        inquiries=await inquiries(session, work.case.id, key),
    )
