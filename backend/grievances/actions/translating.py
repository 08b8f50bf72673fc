"""Keeping a version of a translation: it replaces the one before and never overwrites it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.rules.case import KnownCase
from backend.database.rows import add
from backend.errors import Conflict
from backend.grievances.actions.requesting import Wanted, note_translation
from backend.grievances.models import Translation, TranslationDispute, TranslationRequest
from backend.grievances.queries.translations import (
    TranslationLine,
    back_place,
    in_force,
    text_place,
    translations,
)
from backend.grievances.rules.translations import (
    Maker,
    TranslatedKind,
    for_the_owner_too,
    may_replace,
)
from backend.sealing.fields import seal, seal_if_any


class TranslatedMeanwhile(Conflict):
    """Somebody wrote a version after this person had opened the one before."""

    code = "translated_meanwhile"


@dataclass(frozen=True)
class NewTranslation:
    """A version as a person of the staff or an engine made it; ``engine``: its name and version.

    ``over``: the version in force that the person saw. ``id``: what is sent twice is kept once.
    """

    wanted: Wanted
    text: str = field(repr=False)
    staff_id: UUID | None = None
    engine: str | None = None
    back: str | None = field(default=None, repr=False)
    over: UUID | None = None
    id: UUID = field(default_factory=uuid4)

    @property
    def maker(self) -> Maker:
        return Maker.ENGINE if self.engine else Maker.PERSON


async def keep_translation(
    session: AsyncSession, case: KnownCase, key: bytes, new: NewTranslation, at: datetime
) -> UUID | None:
    """The id of the version; none where an engine came after a person. The caller holds the case.

    ``TranslatedMeanwhile`` where the version in force is not the one that the person saw.
    """
    known = await translations(session, case.id, key)
    if new.id in {line.id for line in known}:
        return new.id
    wanted = new.wanted
    present = next(iter(in_force(known, (wanted.kind, wanted.of_id), wanted.to_language)), None)
    if present and not may_replace(new.maker, present.maker, disputed=present.dispute is not None):
        return None
    if new.maker is Maker.PERSON and new.over != (present.id if present else None):
        raise TranslatedMeanwhile
    if present:
        await _replace(session, case, present, (new.staff_id, at))
    await _insert(session, case, key, new, at)
    await _answer_requests(session, case, new, at)
    await note_translation(session, case, "translated", (wanted, new.staff_id), at)
    return new.id


async def _replace(
    session: AsyncSession, case: KnownCase, old: TranslationLine, by: tuple[UUID | None, datetime]
) -> None:
    await session.exec(
        update(Translation)
        .where(col(Translation.case_id) == case.id, col(Translation.id) == old.id)
        .values(replaced_at=by[1])
    )
    await settle_dispute(session, case, old.id, by)


async def settle_dispute(
    session: AsyncSession, case: KnownCase, translation_id: UUID, by: tuple[UUID | None, datetime]
) -> None:
    """Somebody has looked at what the complainant said against this version."""
    await session.exec(
        update(TranslationDispute)
        .where(col(TranslationDispute.case_id) == case.id)
        .where(col(TranslationDispute.translation_id) == translation_id)
        .where(col(TranslationDispute.settled_at).is_(None))
        .values(settled_by=by[0], settled_at=by[1])
    )


async def _insert(
    session: AsyncSession, case: KnownCase, key: bytes, new: NewTranslation, at: datetime
) -> None:
    await add(
        session,
        Translation,
        case_id=case.id,
        id=new.id,
        parties=_parties(case, new.wanted.kind),
        of_kind=new.wanted.kind,
        of_id=new.wanted.of_id,
        from_language=new.wanted.from_language,
        to_language=new.wanted.to_language,
        maker=new.maker,
        staff_id=new.staff_id,
        engine=new.engine,
        sealed_text=seal(key, new.text, text_place(new.id)),
        sealed_back=seal_if_any(key, new.back, back_place(new.id)),
        made_at=at,
    )


def _parties(case: KnownCase, kind: TranslatedKind) -> list[UUID]:
    """The owner of the system reads translations of what it reads, while it is asked."""
    if case.owner_id in case.parties and for_the_owner_too(kind, case.stage):
        return list(case.parties)
    return [case.handler_id]


async def _answer_requests(
    session: AsyncSession, case: KnownCase, new: NewTranslation, at: datetime
) -> None:
    """A person's version answers every request for it, an engine's those for an engine."""
    makers = [Maker.ENGINE] if new.maker is Maker.ENGINE else list(Maker)
    await session.exec(
        update(TranslationRequest)
        .where(col(TranslationRequest.case_id) == case.id)
        .where(col(TranslationRequest.of_kind) == new.wanted.kind)
        .where(col(TranslationRequest.of_id) == new.wanted.of_id)
        .where(col(TranslationRequest.to_language) == new.wanted.to_language)
        .where(col(TranslationRequest.by).in_(makers), col(TranslationRequest.done_at).is_(None))
        .values(done_at=at, translation_id=new.id)
    )
