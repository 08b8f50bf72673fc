"""What the office sees of the destruction of one case."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import staff_names
from backend.cases.queries.destruction import DestructionLine, HoldLine, destruction_of, hold_of
from backend.cases.rules.destruction import FIRST, SECOND, Agreement
from backend.triage.queries.work import Work


@dataclass(frozen=True)
class DestructionShown:
    """``may_…``: what the person who looks may press now; names are empty where nobody agreed."""

    asked: DestructionLine | None
    hold: HoldLine | None
    may_agree: bool
    may_hold: bool
    may_let_go: bool
    agreed_by: str
    let_go_by: str


async def destruction_shown(session: AsyncSession, work: Work) -> DestructionShown:
    asked = await destruction_of(session, work.case.id)
    hold = await hold_of(session, work.case.id, work.key("account"))
    people = [i for i in (asked and asked.agreement.first_by, hold and hold.removal_by) if i]
    names = await staff_names(session, work.person.organisation_id, people)
    waits = asked is not None and asked.agreement.second_by is None
    return DestructionShown(
        asked,
        hold,
        may_agree=bool(waits and asked and hold is None and may_give(asked.agreement, work)),
        may_hold=hold is None and work.person.role in SECOND,
        may_let_go=hold is not None and may_give(Agreement(hold.removal_by), work),
        agreed_by=_named(names, asked.agreement.first_by if asked else None),
        let_go_by=_named(names, hold.removal_by if hold else None),
    )


def may_give(agreement: Agreement, work: Work) -> bool:
    return may_agree(agreement, work.person.id, work.person.role)


def may_agree(agreement: Agreement, staff_id: object, role: str) -> bool:
    """The same person never twice."""
    if agreement.first_by is None:
        return role in FIRST
    return agreement.first_by != staff_id and role in SECOND


def _named(names: Mapping[UUID, str], staff_id: UUID | None) -> str:
    return names.get(staff_id, "") if staff_id else ""
