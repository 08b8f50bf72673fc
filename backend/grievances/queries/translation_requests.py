"""What waits to be translated or looked at again: of one case, and of an office."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import any_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.grievances.models import Translation, TranslationDispute, TranslationRequest
from backend.grievances.rules.translations import Maker, TranslatedKind
from backend.languages.locales import OURS

#: A translator's list is never longer; the rest follows when these are done.
MOST = 200


@dataclass(frozen=True)
class Waiting:
    """One text that waits. ``disputed``: it is translated, and that is said to be wrong.

    ``request_id`` is then the dispute.
    """

    request_id: UUID
    case_id: UUID
    kind: TranslatedKind
    of_id: UUID
    from_language: str
    to_language: str
    since: datetime
    by: Maker = Maker.PERSON
    asked_by: UUID | None = None
    taken_by: UUID | None = None
    taken_at: datetime | None = None
    fault: str | None = None
    disputed: bool = False
    made_by: UUID | None = None

    def readable(self, reads: frozenset[str]) -> bool:
        return languages_needed(self.from_language, self.to_language) <= reads


def languages_needed(*tags: str) -> frozenset[str]:
    """What a translator reads. Languages that are not ours are nobody's to declare."""
    return frozenset(tags) & frozenset(OURS)


async def requests_of(session: AsyncSession, case_id: UUID) -> list[Waiting]:
    """Open ones of one case, oldest first."""
    query = select(TranslationRequest).where(
        TranslationRequest.case_id == case_id, col(TranslationRequest.done_at).is_(None)
    )
    rows = (await session.exec(query.order_by(col(TranslationRequest.asked_at)))).all()
    return [_asked(row) for row in rows]


async def waiting_at(session: AsyncSession, office_id: UUID) -> list[Waiting]:
    """For the people of an office: what is said to be wrong first, then by age."""
    query = (
        select(TranslationRequest)
        .where(TranslationRequest.office_id == office_id, col(TranslationRequest.done_at).is_(None))
        .where(TranslationRequest.by == Maker.PERSON)
        .order_by(col(TranslationRequest.asked_at), col(TranslationRequest.id))
        .limit(MOST)
    )
    asked = [_asked(row) for row in (await session.exec(query)).all()]
    return await _disputed_at(session, office_id) + asked


def _asked(row: TranslationRequest) -> Waiting:
    return Waiting(
        request_id=row.id,
        case_id=row.case_id,
        kind=row.of_kind,
        of_id=row.of_id,
        from_language=row.from_language,
        to_language=row.to_language,
        since=row.asked_at,
        by=row.by,
        asked_by=row.asked_by,
        taken_by=row.taken_by,
        taken_at=row.taken_at,
        fault=row.fault,
    )


async def _disputed_at(session: AsyncSession, office_id: UUID) -> list[Waiting]:
    query = (
        select(Translation, TranslationDispute.id, TranslationDispute.at)
        .join(
            TranslationDispute,
            (col(TranslationDispute.case_id) == Translation.case_id)
            & (col(TranslationDispute.translation_id) == Translation.id),
        )
        .where(col(TranslationDispute.settled_at).is_(None))
        .where(office_id == any_(col(TranslationDispute.parties)))
        .order_by(col(TranslationDispute.at), col(Translation.id))
        .limit(MOST)
    )
    return [
        Waiting(
            request_id=dispute_id,
            case_id=row.case_id,
            kind=row.of_kind,
            of_id=row.of_id,
            from_language=row.from_language,
            to_language=row.to_language,
            since=at,
            disputed=True,
            made_by=row.staff_id,
        )
        for row, dispute_id, at in (await session.exec(query)).all()
    ]
