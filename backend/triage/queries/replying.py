"""A reply that is being prepared: what was written, its translation, and what it waits for."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.rules.case import KnownCase
from backend.errors import Absent
from backend.grievances.queries.engine_requests import ReplyLine, fault_of_engine, replies
from backend.grievances.queries.translation_requests import Waiting, requests_of
from backend.grievances.queries.translations import TranslationLine, in_force, translations
from backend.grievances.rules.translations import Maker, TranslatedKind
from backend.languages.locales import OURS
from backend.triage.queries.case_page import decision_line
from backend.triage.queries.work import Work


@dataclass(frozen=True)
class ReplyShown:
    """``fault``: why the engine has none yet. ``reason``: of an outcome that is proposed."""

    line: ReplyLine
    translation: TranslationLine | None
    by_engine: Waiting | None
    by_person: Waiting | None
    fault: str | None
    reason: bool

    @property
    def waits(self) -> bool:
        return self.translation is None and self.by_engine is not None


def language_of_person(case: KnownCase) -> str:
    """What they wrote in, if it is one of ours, else what they read the portal in."""
    return case.language if case.language in OURS else case.interface_language


async def reply_shown(session: AsyncSession, work: Work, reply_id: UUID) -> ReplyShown:
    """``Absent`` where the case has no such reply."""
    line = next((r for r in await _replies(session, work) if r.id == reply_id), None)
    if line is None:
        raise Absent
    made = await _translation(session, work, line)
    of = (TranslatedKind.REPLY, line.id)
    waiting = [w for w in await requests_of(session, work.case.id) if (w.kind, w.of_id) == of]
    decision = await decision_line(session, work)
    return ReplyShown(
        line,
        made,
        next((w for w in waiting if w.by is Maker.ENGINE), None),
        next((w for w in waiting if w.by is Maker.PERSON), None),
        await fault_of_engine(session, work.case.id, of),
        decision is not None and decision.id == line.id,
    )


async def open_replies(session: AsyncSession, work: Work) -> list[ReplyLine]:
    """Those that are not sent yet; none once the case is destroyed."""
    return [line for line in await _replies(session, work) if line.open]


async def reason_ready(
    session: AsyncSession, work: Work, decision_id: UUID
) -> tuple[ReplyLine, TranslationLine] | None:
    """The reason of a proposal with the translation that was approved for it, if both are there."""
    line = next((r for r in await open_replies(session, work) if r.id == decision_id), None)
    made = await _translation(session, work, line) if line else None
    approved = made is not None and (made.reviewed_at or made.maker is Maker.PERSON)
    return (line, made) if line and made and approved else None


async def _replies(session: AsyncSession, work: Work) -> list[ReplyLine]:
    if "office" not in work.keys:
        return []
    return await replies(session, work.case.id, work.keys["office"])


async def _translation(
    session: AsyncSession, work: Work, line: ReplyLine
) -> TranslationLine | None:
    lines = await translations(session, work.case.id, work.key("account"))
    found = in_force(lines, (TranslatedKind.REPLY, line.id), line.to_language)
    return found[0] if found else None
