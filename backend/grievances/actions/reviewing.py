"""A second look at a translation, what a complainant says against one, and who relied on it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as insert_or_nothing
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.audit.actions import Actor, Happening, record
from backend.cases.actions.moves import locked
from backend.cases.rules.case import KnownCase
from backend.clock import to_the_hour
from backend.database.queue import enqueue
from backend.errors import Absent, Forbidden
from backend.grievances.actions.requesting import Wanted, note_translation
from backend.grievances.actions.translating import TranslatedMeanwhile, settle_dispute
from backend.grievances.models import ReliedTranslation, Translation, TranslationDispute
from backend.grievances.queries.opening import Opened
from backend.grievances.queries.translations import TranslationLine, dispute_place, translations
from backend.grievances.rules.translations import may_review
from backend.sealing.fields import seal_if_any


@dataclass(frozen=True)
class Disputed:
    """The translation that is said to be wrong, and what was typed about it, if anything."""

    translation_id: UUID
    reason: str = field(default="", repr=False)


async def find_right(
    session: AsyncSession, case: KnownCase, line: TranslationLine, staff_id: UUID, at: datetime
) -> None:
    """Somebody else than its maker read both and found it right; the caller holds the case."""
    if not may_review(staff_id, line.staff_id):
        raise Forbidden
    if line.replaced_at:
        raise TranslatedMeanwhile
    await session.exec(
        update(Translation)
        .where(col(Translation.case_id) == case.id, col(Translation.id) == line.id)
        .values(reviewed_by=staff_id, reviewed_at=at)
    )
    await settle_dispute(session, case, line.id, (staff_id, at))
    wanted = Wanted(line.kind, line.of_id, line.from_language, line.to_language)
    await note_translation(session, case, "translation_reviewed", (wanted, staff_id), at)


async def dispute_translation(
    session: AsyncSession, opened: Opened, disputed: Disputed, at: datetime
) -> None:
    """By the complainant. It reopens the review; said again before anybody looked, it is one."""
    case = await locked(session, opened.case_id)
    if case.destroyed_on:
        raise Absent
    known = {line.id: line for line in await translations(session, case.id, opened.account_key)}
    line = known.get(disputed.translation_id)
    if line is None:
        raise Absent
    if line.replaced_at:
        raise TranslatedMeanwhile
    row_id, moment = uuid4(), to_the_hour(at)
    place = dispute_place(row_id)
    new = insert_or_nothing(TranslationDispute).values(
        case_id=case.id,
        id=row_id,
        parties=[case.handler_id],
        translation_id=line.id,
        from_language=line.from_language,
        to_language=line.to_language,
        sealed_reason=seal_if_any(opened.account_key, disputed.reason, place),
        at=moment,
    )
    made = await session.exec(new.on_conflict_do_nothing().returning(col(TranslationDispute.id)))
    if made.first() is None:
        return
    facts = {"kind": line.kind.value, "to_language": line.to_language}
    actor, parties = Actor("complainant"), (case.handler_id,)
    what = "case.translation_disputed"
    await record(session, Happening(what, actor, case.id, parties, moment, facts))
    await enqueue(session, "grievances.tell_office", case_id=str(case.id), act="translation_wrong")


async def rely_on(
    session: AsyncSession, case: KnownCase, decision_id: UUID, shown: Iterable[UUID]
) -> None:
    """Notes which versions were shown to whoever proposed or took a decision."""
    rows = [
        {
            "case_id": case.id, "id": uuid4(), "parties": [case.handler_id],
            "decision_id": decision_id, "translation_id": translation_id,
        }
        for translation_id in shown
    ]  # fmt: skip
    if rows:
        await session.exec(
            insert_or_nothing(ReliedTranslation).values(rows).on_conflict_do_nothing()
        )


async def show_relied(
    session: AsyncSession, case: KnownCase, decision_id: UUID, at: datetime
) -> None:
    """With the decision the complainant sees, too, which versions it relied on."""
    await session.exec(
        update(ReliedTranslation)
        .where(col(ReliedTranslation.case_id) == case.id)
        .where(col(ReliedTranslation.decision_id) == decision_id)
        .values(decided_at=at)
    )
