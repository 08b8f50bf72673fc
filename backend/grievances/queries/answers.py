"""When a person first answered the complainant."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.asked import AskedOfEach
from backend.database.lines import is_one_of, read
from backend.grievances.models import Message

_FIRST_ANSWERS = (
    select(col(Message.case_id), func.min(col(Message.at)).label("at"))
    .where(
        is_one_of(col(Message.case_id), "case_ids"),
        col(Message.sender) == "office",
        col(Message.staff_id).is_not(None),
    )
    .group_by(col(Message.case_id))
)


@AskedOfEach
async def first_answer_at(
    session: AsyncSession, case_ids: Sequence[UUID]
) -> Mapping[UUID, datetime | None]:
    """Messages that the portal wrote by itself are no answer."""
    rows = await read(session, _FIRST_ANSWERS, case_ids=list(case_ids))
    return dict.fromkeys(case_ids) | {row.case_id: row.at for row in rows}
