"""Which cases the model updates answer, and that their people were told."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.queries.cases import case_by_id
from backend.database.doors import transaction
from backend.demonstration.cases import CasesToLoad
from backend.errors import Absent
from backend.remedies.actions.recording import link_cases
from backend.remedies.actions.telling import tell_one
from backend.remedies.queries.put_to_us import PutToUs, cases_put_to
from backend.remedies.rules import Recorder
from backend.sealing.tools import Tools
from backend.systems.queries.facts import system_facts
from backend.systems.queries.lines import SystemFacts, UpdateLine
from backend.systems.queries.updates import updates_by_id

LATER = timedelta(days=1)
#: What the old version decided is complained about for so long after the new one is in use.
AFTERWARDS = timedelta(days=30)
TOLD_AFTER = timedelta(hours=2)


async def link_updates(tools: Tools, wanted: CasesToLoad) -> None:
    """Each update answers the complaints of its kinds about what the system did before."""
    for update_id, slug, kinds in wanted.updates:
        async with transaction(tools.engine) as session:
            system = await system_facts(session, slug)
            update = (await updates_by_id(session, [update_id], "en")).get(update_id)
            if system is None or update is None:
                raise Absent
            answered = await _answered(session, update, kinds)
        for case in answered:
            moment = _moment(update, case, wanted.at)
            await _link(
                tools,
                (system, update_id),
                case,
                Recorder(system.owner_id, wanted.staff[f"owner@{slug[:2]}.example"], moment),
            )


async def _answered(session: AsyncSession, update: UpdateLine, kinds: list[str]) -> list[PutToUs]:
    found = []
    for put in await cases_put_to(session, update.system_id):
        case = await case_by_id(session, put.case_id)
        if case and case.category in kinds and case.filed_on < update.live_from + AFTERWARDS:
            found.append(put)
    return found


def _moment(update: UpdateLine, case: PutToUs, at: datetime) -> datetime:
    """Once the update is in use and the owner was asked; never in the future."""
    in_use = datetime.combine(update.live_from, at.timetz())
    return min(max(in_use, case.asked_at) + LATER, at - TOLD_AFTER)


async def _link(
    tools: Tools, update: tuple[SystemFacts, UUID], case: PutToUs, by: Recorder
) -> None:
    system, update_id = update
    async with transaction(tools.engine, organisation=system.owner_id) as session:
        await link_cases(session, by, (system.id, update_id), (case.reference,))
        await tell_one(session, tools.keyring, (case.case_id, update_id), by.at + TOLD_AFTER)
