"""What the office says to the destruction of its cases: agree, hold, let go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries.absences import today_at
from backend.cases.actions.destroying import (
    Agreeing,
    NewHold,
    agree_to_destruction,
    agree_to_let_go,
    hold,
)
from backend.cases.actions.moves import locked
from backend.cases.queries.cases import case_by_reference
from backend.database.doors import enter
from backend.errors import Absent, Fault, Forbidden, Unacceptable
from backend.grievances.queries.account_language import language_of
from backend.triage.queries.work import Work

SETS_HOLDS = "supervisor"


@dataclass(frozen=True)
class HoldTyped:
    reason: str
    review_on: date


@dataclass(frozen=True)
class Agreed:
    """Several cases at once, by somebody of an office."""

    office_id: UUID
    references: tuple[str, ...]


async def agree(session: AsyncSession, work: Work, _words: object) -> None:
    await locked(session, work.case.id)
    await agree_to_destruction(session, work.case, _by(work))


async def agree_to_several(session: AsyncSession, agreed: Agreed, by: Agreeing) -> None:
    """All or none of them; always in one order, so that two who agree at once do not wait."""
    for reference in _once(agreed.references):
        case = await case_by_reference(session, reference, agreed.office_id)
        if case is None or case.handler_id != agreed.office_id:
            raise Absent
        await enter(session, case_id=case.id)
        await agree_to_destruction(session, await locked(session, case.id), by)


def _once(references: Iterable[str]) -> list[str]:
    return sorted(set(references))


async def set_hold(session: AsyncSession, work: Work, typed: HoldTyped) -> None:
    if work.person.role != SETS_HOLDS:
        raise Forbidden
    if typed.review_on <= await today_at(session, work.person.organisation_id, work.at):
        raise Unacceptable(Fault("hold_review", "day_past"))
    await locked(session, work.case.id)
    language = language_of(typed.reason, work.person.locale)
    new = NewHold(typed.reason, language, typed.review_on)
    await hold(session, work.case, new, work.key("account"), _by(work))


async def let_go(session: AsyncSession, work: Work, _words: object) -> None:
    await locked(session, work.case.id)
    await agree_to_let_go(session, work.case, _by(work))


def _by(work: Work) -> Agreeing:
    return Agreeing(work.person.id, work.person.role, work.at)
