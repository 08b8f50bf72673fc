"""What the clock and the queue do about destruction."""

from uuid import UUID

from procrastinate import JobContext

from backend import clock
from backend.database.doors import transaction
from backend.database.queue import AGAIN, jobs
from backend.destruction.actions.destroying import destroy
from backend.destruction.actions.retaining import ask_about_ended
from backend.sealing.tools import tools_of


@jobs.task(name="destruction.destroy", pass_context=True, retry=AGAIN)
async def destroy_agreed(context: JobContext, destruction_id: str) -> None:
    await destroy(tools_of(context), UUID(destruction_id), clock.now())


@jobs.periodic(cron="23 1 * * *")
@jobs.task(name="destruction.retain", pass_context=True, queueing_lock="destruction.retain")
async def retain(context: JobContext, timestamp: int) -> None:
    """Once a day: cases that have reached their end are put to two people of their office."""
    del timestamp
    async with transaction(tools_of(context).engine) as session:
        await ask_about_ended(session, clock.now())
