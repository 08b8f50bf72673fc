"""Where mail reaches staff."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import any_, bindparam
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.models import StaffMember
from backend.database.columns import UuidList
from backend.database.lines import read, shown

_ADDRESSES = (
    shown(StaffMember, "id", "email")
    .where(col(StaffMember.id) == any_(bindparam("ids", type_=UuidList)))
    .where(col(StaffMember.left_at).is_(None))
)


async def staff_addresses(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Of those who have not left."""
    rows = await read(session, _ADDRESSES, ids=list(ids))
    return {row.id: row.email for row in rows}
