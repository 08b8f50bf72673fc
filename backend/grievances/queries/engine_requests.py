"""What waits for an engine, with the text itself; and replies until they are sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.rules.case import KnownCase
from backend.database.asked import asked_once
from backend.database.lines import of_case_in, read
from backend.database.of_case import of_case
from backend.grievances.models import Reply, Translation, TranslationRequest
from backend.grievances.queries.texts import texts_of
from backend.grievances.queries.translation_requests import Waiting, requests_of
from backend.grievances.rules.translations import Maker, TranslatedKind
from backend.sealing.fields import Place, unseal


@dataclass(frozen=True)
class ReplyLine:
    """``sent_at`` and ``dropped_at`` are empty while it waits."""

    id: UUID
    staff_id: UUID
    language: str
    to_language: str
    text: str = field(repr=False)
    written_at: datetime
    sent_at: datetime | None
    dropped_at: datetime | None

    @property
    def open(self) -> bool:
        return self.sent_at is None and self.dropped_at is None


def reply_place(reply_id: UUID) -> Place:
    return Place("replies", "text", reply_id)


_REPLIES = of_case_in(Reply, "written_at")


@asked_once
@of_case(Reply, empty=[])
async def replies(session: AsyncSession, case_id: UUID, office_key: bytes) -> list[ReplyLine]:
    """Oldest first."""
    return [
        ReplyLine(
            id=row.id,
            staff_id=row.staff_id,
            language=row.language,
            to_language=row.to_language,
            text=unseal(office_key, row.sealed_text, reply_place(row.id)),
            written_at=row.written_at,
            sent_at=row.sent_at,
            dropped_at=row.dropped_at,
        )
        for row in await read(session, _REPLIES, case_id=case_id)
    ]


async def engine_request(session: AsyncSession, case_id: UUID, request_id: UUID) -> Waiting | None:
    """An open one for an engine."""
    waiting = await requests_of(session, case_id)
    return next((w for w in waiting if w.request_id == request_id and w.by is Maker.ENGINE), None)


async def fault_of_engine(
    session: AsyncSession, case_id: UUID, of: tuple[TranslatedKind, UUID]
) -> str | None:
    """Why an engine gave a text up, or has not done it yet; the last time that it was asked."""
    query = (
        select(TranslationRequest.fault)
        .where(TranslationRequest.case_id == case_id, TranslationRequest.by == Maker.ENGINE)
        .where(TranslationRequest.of_kind == of[0], TranslationRequest.of_id == of[1])
        .order_by(col(TranslationRequest.asked_at).desc())
        .limit(1)
    )
    return (await session.exec(query)).first()


async def text_for(
    session: AsyncSession, case: KnownCase, keys: Mapping[str, bytes], waiting: Waiting
) -> str | None:
    """The text that waits; nothing once it is sent otherwise, or destroyed."""
    if waiting.kind is TranslatedKind.REPLY:
        lines = await replies(session, case.id, keys["office"])
        return next((r.text for r in lines if r.id == waiting.of_id and r.open), None)
    texts = await texts_of(session, case, keys["account"])
    return next((t.text for t in texts if t.key == (waiting.kind, waiting.of_id)), None)


@of_case(Translation, empty=False)
async def translated_by_machine(session: AsyncSession, case_id: UUID) -> bool:
    """Whether an engine translated anything of a case, even if a person has replaced it since."""
    query = select(Translation.id).where(
        Translation.case_id == case_id, Translation.maker == Maker.ENGINE
    )
    return (await session.exec(query.limit(1))).first() is not None
