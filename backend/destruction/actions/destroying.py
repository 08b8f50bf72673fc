"""Carrying a destruction out, once two people have agreed and nothing holds the case."""

import asyncio
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import OrganisationLine, organisation
from backend.audit.actions import WORKER, Actor, Happening, record
from backend.cases.actions.clocks import local_day
from backend.cases.actions.moves import Step, take_step
from backend.cases.queries.cases import lock_case
from backend.cases.queries.destruction import destruction_by_id, hold_row
from backend.cases.queries.workflow_files import workflow_named
from backend.cases.rules.case import KnownCase
from backend.cases.rules.workflow import Mover
from backend.database.doors import transaction
from backend.destruction.actions.ledger_file import note_erasure
from backend.grievances.queries.open_acts import DECIDED
from backend.grievances.queries.stories import files
from backend.reports.actions.noting import note_facts
from backend.sealing.tools import Tools

COMPLAINANT = Mover(frozenset({"complainant"}))


async def destroy(tools: Tools, destruction_id: UUID, at: datetime) -> bool:
    """False where there is nothing to destroy, or a hold came in between."""
    async with transaction(tools.engine) as session:
        case = await _doomed(session, destruction_id)
        office = await organisation(session, case.handler_id, "en") if case else None
        if case is None or office is None:
            return False
        named = [line.id for line in await files(session, case.id)]
        await _count_for_the_last_time(session, tools, case, at)
        await _erase(session, tools, (case, office), at)
    # What is left of them after a fault here the sweep takes: nothing names them any more.
    for file_id in named:
        await tools.files.delete(file_id)
    return True


async def _doomed(session: AsyncSession, destruction_id: UUID) -> KnownCase | None:
    asked = await destruction_by_id(session, destruction_id)
    if asked is None or asked.done_on or asked.second_by is None:
        return None
    case = await lock_case(session, asked.case_id)
    if case is None or case.destroyed_on or await hold_row(session, case.id):
        return None
    return case


async def _count_for_the_last_time(
    session: AsyncSession, tools: Tools, case: KnownCase, at: datetime
) -> None:
    """Its fact stays. What nobody decided is withdrawn first, else it would be late for ever.

    The step's own jobs go with the case.
    """
    stage = workflow_named(case.workflow).stages[case.stage]
    if stage.open and case.stage not in DECIDED:
        await take_step(session, case.id, Step("withdraw", COMPLAINANT, Actor("complainant"), at))
    await note_facts(session, tools.keyring, case.id, at)


async def _erase(
    session: AsyncSession, tools: Tools, doomed: tuple[KnownCase, OrganisationLine], at: datetime
) -> None:
    """The ledger first: a destruction that is not in it would be undone by a restore."""
    case, office = doomed
    on = local_day(office, at)
    until = copies_until(on, tools.settings.backup_days)
    await asyncio.to_thread(note_erasure, tools.settings.ledger_file, case.id, on, until)
    happening = Happening("case.destroyed", WORKER, case.id, (case.handler_id,), at)
    await record(session, happening)
    connection = await session.connection()
    await connection.exec_driver_sql("SELECT destroy_case(%s, %s, %s)", (case.id, on, until))


def copies_until(on: date, backup_days: int) -> date:
    """A backup of that very day is the last to have the case."""
    return on + timedelta(days=backup_days + 1)
