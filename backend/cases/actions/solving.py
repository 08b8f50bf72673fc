"""The complainant says that what was promised was done."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.models import PromisedRemedy
from backend.cases.queries.cases import decision_in_force
from backend.cases.rules.case import KnownCase


async def confirm_remedies(session: AsyncSession, case: KnownCase, at: datetime) -> None:
    decision = await decision_in_force(session, case.id)
    if decision is None:
        return
    await session.exec(
        update(PromisedRemedy)
        .where(col(PromisedRemedy.case_id) == case.id)
        .where(col(PromisedRemedy.decision_id) == decision.id)
        .values(confirmed_on=at.date())
    )
