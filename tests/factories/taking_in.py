"""What the worker does after a filing, for one case."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.queries.cases import lock_case
from backend.grievances.actions import taking_in
from backend.sealing.keys import Keyring


async def take_in(session: AsyncSession, keyring: Keyring, case_id: UUID, at: datetime) -> None:
    case = await lock_case(session, case_id)
    assert case
    await taking_in.take_in(session, keyring, [case], at)
