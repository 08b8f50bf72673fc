"""Asking for a translation, and taking a request up."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.audit.actions import WORKER, Actor, Happening, record
from backend.cases.rules.case import KnownCase
from backend.database.rows import add
from backend.grievances.models import TranslationRequest
from backend.grievances.queries.translation_requests import Waiting, requests_of
from backend.grievances.rules.translations import Maker, TranslatedKind


@dataclass(frozen=True)
class Wanted:
    """A text, and the language into which it is to be brought."""

    kind: TranslatedKind
    of_id: UUID
    from_language: str
    to_language: str


async def ask_for_translation(
    session: AsyncSession,
    case: KnownCase,
    wanted: Wanted,
    by: tuple[Maker, UUID | None],
    at: datetime,
) -> UUID:
    """Gives the request that waits; asked for twice, it waits once. The caller holds the case.

    ``by``: who is to translate, and who of the staff asked; nobody where the worker did.
    """
    for waiting in await requests_of(session, case.id):
        if is_for(waiting, wanted) and waiting.by is by[0]:
            return waiting.request_id
    request_id = uuid4()
    await add(
        session,
        TranslationRequest,
        case_id=case.id,
        id=request_id,
        parties=[case.handler_id],
        office_id=case.handler_id,
        of_kind=wanted.kind,
        of_id=wanted.of_id,
        from_language=wanted.from_language,
        to_language=wanted.to_language,
        by=by[0],
        asked_by=by[1],
        asked_at=at,
    )
    await note_translation(session, case, "translation_asked", (wanted, by[1]), at)
    return request_id


def is_for(waiting: Waiting, wanted: Wanted) -> bool:
    same = (waiting.kind, waiting.of_id, waiting.to_language)
    return same == (wanted.kind, wanted.of_id, wanted.to_language)


async def take_up(
    session: AsyncSession, case: KnownCase, request_id: UUID, by: tuple[UUID, datetime]
) -> None:
    """Colleagues see who began to write. Whoever takes it up later takes it over."""
    await session.exec(
        update(TranslationRequest)
        .where(col(TranslationRequest.case_id) == case.id, col(TranslationRequest.id) == request_id)
        .where(col(TranslationRequest.done_at).is_(None))
        .values(taken_by=by[0], taken_at=by[1])
    )


async def note_translation(
    session: AsyncSession,
    case: KnownCase,
    what: str,
    about: tuple[Wanted, UUID | None],
    at: datetime,
) -> None:
    """``case.<what>`` on the record: which kind of text, from and into which language."""
    wanted, staff_id = about
    actor = Actor("staff", staff_id) if staff_id else WORKER
    facts = {
        "kind": wanted.kind.value,
        "from_language": wanted.from_language,
        "to_language": wanted.to_language,
    }
    happening = Happening(f"case.{what}", actor, case.id, (case.handler_id,), at, facts)
    await record(session, happening)
