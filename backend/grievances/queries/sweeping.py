"""Which files are still named by something."""

from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.grievances.models import CaseFile, DraftFile


async def files_of_cases(session: AsyncSession) -> list[UUID]:
    return list((await session.exec(select(CaseFile.id))).all())


async def files_in_use(session: AsyncSession) -> set[UUID]:
    of_cases = await files_of_cases(session)
    of_drafts = (await session.exec(select(DraftFile.id))).all()
    return {*of_cases, *of_drafts}
