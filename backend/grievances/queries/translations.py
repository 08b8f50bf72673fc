"""Translations of one case, opened: every version, and what is said against the one in force."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.lines import AnyRow, of_case_in, read, shown
from backend.database.of_case import of_case
from backend.grievances.models import (
    ReliedTranslation,
    Translation,
    TranslationDispute,
)
from backend.grievances.rules.translations import Maker, TranslatedKind
from backend.sealing.fields import Place, unseal, unseal_if_any

#: A text that can be translated: whose it is, and the row that holds it.
Text = tuple[TranslatedKind, UUID]


@dataclass(frozen=True)
class DisputeLine:
    """``reason`` is what the complainant typed, if anything; open until ``settled_at``."""

    id: UUID
    translation_id: UUID
    reason: str | None
    at: datetime
    settled_at: datetime | None


@dataclass(frozen=True)
class TranslationLine:
    """One version. ``dispute`` is the open one; ``disputed`` counts those before too."""

    id: UUID
    kind: TranslatedKind
    of_id: UUID
    from_language: str
    to_language: str
    maker: Maker
    staff_id: UUID | None
    engine: str | None
    text: str
    back: str | None
    made_at: datetime
    reviewed_by: UUID | None
    reviewed_at: datetime | None
    approved_by: UUID | None
    approved_at: datetime | None
    replaced_at: datetime | None
    dispute: DisputeLine | None
    disputed: int

    @property
    def by_engine(self) -> bool:
        return self.maker is Maker.ENGINE


def text_place(translation_id: UUID) -> Place:
    return Place("translations", "text", translation_id)


def back_place(translation_id: UUID) -> Place:
    return Place("translations", "back", translation_id)


def dispute_place(dispute_id: UUID) -> Place:
    return Place("translation_disputes", "reason", dispute_id)


_TRANSLATIONS = of_case_in(Translation, "made_at", "id")
_DISPUTES = of_case_in(TranslationDispute, "at")


@of_case(Translation, empty=[])
async def translations(session: AsyncSession, case_id: UUID, key: bytes) -> list[TranslationLine]:
    """Oldest first, those that were replaced too."""
    rows = await read(session, _TRANSLATIONS, case_id=case_id)
    said = await disputes(session, case_id, key) if rows else []
    return [_line(row, key, [d for d in said if d.translation_id == row.id]) for row in rows]


def _line(row: AnyRow, key: bytes, said: list[DisputeLine]) -> TranslationLine:
    return TranslationLine(
        id=row.id,
        kind=row.of_kind,
        of_id=row.of_id,
        from_language=row.from_language,
        to_language=row.to_language,
        maker=row.maker,
        staff_id=row.staff_id,
        engine=row.engine,
        text=unseal(key, row.sealed_text, text_place(row.id)),
        back=unseal_if_any(key, row.sealed_back, back_place(row.id)),
        made_at=row.made_at,
        reviewed_by=row.reviewed_by,
        reviewed_at=row.reviewed_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        replaced_at=row.replaced_at,
        dispute=next((d for d in said if d.settled_at is None), None),
        disputed=len(said),
    )


async def disputes(session: AsyncSession, case_id: UUID, key: bytes) -> list[DisputeLine]:
    return [
        DisputeLine(
            row.id,
            row.translation_id,
            unseal_if_any(key, row.sealed_reason, dispute_place(row.id)),
            row.at,
            row.settled_at,
        )
        for row in await read(session, _DISPUTES, case_id=case_id)
    ]


def in_force(lines: list[TranslationLine], of: Text, to: str = "") -> list[TranslationLine]:
    """The versions of a text that nothing has replaced: one for each language, or for ``to``."""
    return [
        line
        for line in lines
        if (line.kind, line.of_id) == of
        and line.replaced_at is None
        and to in {"", line.to_language}
    ]


@of_case(ReliedTranslation, empty=[])
async def relied_on(session: AsyncSession, case_id: UUID, decision_id: UUID) -> list[UUID]:
    """The versions that were shown to whoever proposed and took the decision."""
    query = select(ReliedTranslation.translation_id).where(
        ReliedTranslation.case_id == case_id, ReliedTranslation.decision_id == decision_id
    )
    return list((await session.exec(query)).all())


_DISPUTED = shown(TranslationDispute, "case_id").where(
    col(TranslationDispute.case_id) == any_(bindparam("case_ids", type_=ARRAY(Uuid))),
    col(TranslationDispute.settled_at).is_(None),
)


async def disputed_cases(session: AsyncSession, case_ids: list[UUID]) -> set[UUID]:
    """Of these cases, those in which a translation waits for another look."""
    rows = await read(session, _DISPUTED, case_ids=case_ids) if case_ids else ()
    return {row[0] for row in rows}


@of_case(Translation, empty=False)
async def is_translated(session: AsyncSession, case_id: UUID) -> bool:
    """Whether anybody, or anything, has translated a text of this case."""
    query = select(Translation.id).where(Translation.case_id == case_id).limit(1)
    return (await session.exec(query)).first() is not None


@of_case(Translation, empty=0)
async def times_disputed(session: AsyncSession, case_id: UUID) -> int:
    query = select(TranslationDispute.id).where(TranslationDispute.case_id == case_id)
    return len((await session.exec(query)).all())
