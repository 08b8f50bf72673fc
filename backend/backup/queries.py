"""What is known of the backups that were made."""

from datetime import datetime

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.backup.models import Backup


async def last_backup_at(session: AsyncSession) -> datetime | None:
    """When the newest backup that is still there was made."""
    query = select(func.max(col(Backup.made_at))).where(col(Backup.removed_at).is_(None))
    return (await session.exec(query)).one()
