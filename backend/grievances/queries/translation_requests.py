"""What waits to be translated or looked at again: of one case, and of an office."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, any_, bindparam, func, union_all
from sqlalchemy import select as columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.lines import read
from backend.database.of_case import of_case
from backend.grievances.models import Translation, TranslationDispute, TranslationRequest
from backend.grievances.rules.translations import Maker, TranslatedKind
from backend.languages.locales import OURS

#: A translator's list is never longer; the rest follows when these are done.
MOST = 200
_OFFICE = bindparam("office_id", type_=Uuid())
#: Those that people translate, not an engine.
_OPEN_REQUESTS = (
    col(TranslationRequest.office_id) == _OFFICE,
    col(TranslationRequest.done_at).is_(None),
    col(TranslationRequest.by) == Maker.PERSON,
)
_OPEN_DISPUTES = (
    col(TranslationDispute.settled_at).is_(None),
    any_(col(TranslationDispute.parties)) == _OFFICE,
)
#: So many of them before anything else is read, those that were said first.
_OLDEST = (
    columns(
        col(TranslationDispute.case_id),
        col(TranslationDispute.translation_id),
        col(TranslationDispute.id),
        col(TranslationDispute.at),
        col(TranslationDispute.from_language),
        col(TranslationDispute.to_language),
    )
    .where(*_OPEN_DISPUTES)
    .order_by(col(TranslationDispute.at), col(TranslationDispute.translation_id))
    .limit(MOST)
    .cte("oldest")
    .prefix_with("MATERIALIZED")
)
#: A dispute beside the translation that it is about.
_OF_SAME = (_OLDEST.c.case_id == Translation.case_id) & (_OLDEST.c.translation_id == Translation.id)
_PAIRS = union_all(
    columns(col(TranslationRequest.from_language), col(TranslationRequest.to_language))
    .where(*_OPEN_REQUESTS)
    .limit(MOST),
    columns(_OLDEST.c.from_language, _OLDEST.c.to_language),
).subquery()
_WAITING = columns(_PAIRS.c.from_language, _PAIRS.c.to_language, func.count()).group_by(
    _PAIRS.c.from_language, _PAIRS.c.to_language
)


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


@of_case(TranslationRequest, empty=[])
async def requests_of(session: AsyncSession, case_id: UUID) -> list[Waiting]:
    """Open ones of one case, oldest first."""
    query = select(TranslationRequest).where(
        TranslationRequest.case_id == case_id, col(TranslationRequest.done_at).is_(None)
    )
    rows = (await session.exec(query.order_by(col(TranslationRequest.asked_at)))).all()
    return [_asked(row) for row in rows]


async def languages_waiting(session: AsyncSession, office_id: UUID) -> Counter[frozenset[str]]:
    """Languages that a translator needs → how many texts wait for one, MOST of each kind."""
    found: Counter[frozenset[str]] = Counter()
    for from_language, to_language, count in await read(session, _WAITING, office_id=office_id):
        found[languages_needed(from_language, to_language)] += count
    return found


async def waiting_at(session: AsyncSession, office_id: UUID) -> list[Waiting]:
    """For the people of an office: what is said to be wrong first, then by age."""
    query = (
        select(TranslationRequest)
        .where(*_OPEN_REQUESTS)
        .order_by(col(TranslationRequest.asked_at), col(TranslationRequest.id))
        .limit(MOST)
    )
    rows = await session.exec(query, params={"office_id": office_id})
    asked = [_asked(row) for row in rows.all()]
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
        select(Translation, _OLDEST.c.id, _OLDEST.c.at)
        .join(_OLDEST, _OF_SAME)
        .order_by(_OLDEST.c.at, col(Translation.id))
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
        for row, dispute_id, at in await session.exec(query, params={"office_id": office_id})
    ]
