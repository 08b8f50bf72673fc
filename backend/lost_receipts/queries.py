"""What the office sees of the new receipt that somebody asked for."""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import staff_names
from backend.grievances.actions.reissuing import REACHABLE
from backend.grievances.queries.reissues import ReissueLine, reissues
from backend.triage.queries.work import Work


@dataclass(frozen=True)
class ReissuesShown:
    """``reachable``: the person left an e-mail address. ``mine``: the one who looks has asked."""

    reachable: bool
    open: ReissueLine | None
    asked_by: str
    mine: bool
    past: list[ReissueLine]


async def reissues_shown(session: AsyncSession, work: Work) -> ReissuesShown:
    lines = await reissues(session, work.case.id)
    waiting = next((line for line in lines if line.ended_at is None), None)
    asked = [waiting.asked_by] if waiting else []
    names = await staff_names(session, work.person.organisation_id, asked)
    return ReissuesShown(
        work.case.contact_way == REACHABLE,
        waiting,
        names.get(waiting.asked_by, "") if waiting else "",
        waiting is not None and waiting.asked_by == work.person.id,
        [line for line in lines if line.ended_at],
    )
