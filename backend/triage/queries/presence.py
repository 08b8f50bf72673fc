"""Who else of the office has a case open now."""

from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import staff_names
from backend.database.lines import read, shown
from backend.triage.models import Presence
from backend.triage.queries.work import Work
from backend.triage.rules.presence import HERE_FOR, PresentPerson

_OTHERS = (
    shown(Presence, "id", "writing")
    .where(col(Presence.case_id) == bindparam("case_id"), col(Presence.id) != bindparam("mine"))
    .where(col(Presence.seen_at) > bindparam("since"))
)


async def others_here(session: AsyncSession, work: Work) -> list[PresentPerson]:
    asked = {"case_id": work.case.id, "mine": work.person.id, "since": work.at - HERE_FOR}
    here: dict[UUID, bool] = {row.id: row.writing for row in await read(session, _OTHERS, **asked)}
    names = await staff_names(session, work.person.organisation_id, list(here))
    found = [PresentPerson(name, here[key]) for key, name in names.items()]
    return sorted(found, key=lambda person: person.name)
