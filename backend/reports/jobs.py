"""What the queue does for reports: noting facts, composing drafts."""

import logging
from collections.abc import Sequence
from uuid import UUID

from procrastinate import JobContext

from backend import clock
from backend.cases.actions.together import Due, for_cases
from backend.database.doors import Door, at_one_moment, transaction
from backend.database.queue import AGAIN, jobs
from backend.reports.actions import composing, noting
from backend.sealing.tools import Tools, tools_of

_journal = logging.getLogger(__name__)


@jobs.task(name="reports.note_facts", pass_context=True, retry=AGAIN)
async def note_facts(context: JobContext, case_id: str) -> None:
    """A case that changed again in the meantime is noted once."""
    del case_id
    keyring = tools_of(context).keyring

    async def effect(session: Door, due: Sequence[Due]) -> None:
        await noting.note_facts_of(session, keyring, [each.case for each in due], clock.now())

    await for_cases(context, effect)


@jobs.task(name="reports.compose", pass_context=True)
async def compose(context: JobContext, publication_id: str) -> None:
    await compose_or_give_up(tools_of(context), UUID(publication_id))


async def compose_or_give_up(tools: Tools, publication_id: UUID) -> None:
    """Whatever goes wrong, somebody waits at the desk and is told that it did."""
    try:
        async with transaction(at_one_moment(tools.engine)) as session:
            await composing.compose_draft(session, publication_id, clock.now())
    except Exception as broken:  # noqa: BLE001 - any fault ends the waiting
        # Its kind only: a message may hold what the rows held.
        _journal.error("composing %s failed: %s", publication_id, type(broken).__name__)
        async with transaction(tools.engine) as session:
            await composing.give_up(session, publication_id, type(broken).__name__[:60])
