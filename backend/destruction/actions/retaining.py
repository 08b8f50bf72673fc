"""Asking the offices about cases that have reached their end."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.audit.actions import WORKER, Happening, record
from backend.cases.actions.destroying import ask_destruction
from backend.cases.queries.cases import lock_case
from backend.cases.rules.destruction import AskedBy
from backend.destruction.queries.retention import at_their_end


async def ask_about_ended(session: AsyncSession, at: datetime) -> int:
    """Two people of each office find them in one list; gives how many are new there."""
    ended = [line async for line in at_their_end(session, at) if not line.held and not line.asked]
    count = 0
    for line in ended:
        case = await lock_case(session, line.case_id)
        if case is None or not await ask_destruction(session, case, AskedBy.RULE, at):
            continue
        happening = Happening("case.time_over", WORKER, case.id, (case.handler_id,), at)
        await record(session, happening)
        count += 1
    return count
