"""What the queue does for remedies."""

from uuid import UUID

from procrastinate import JobContext

from backend import clock
from backend.database.queue import AGAIN, jobs
from backend.remedies.actions import telling
from backend.sealing.tools import tools_of


@jobs.task(name="remedies.tell_complainants", pass_context=True, retry=AGAIN)
async def tell_complainants(context: JobContext, update_id: str) -> None:
    await telling.tell_complainants(tools_of(context), UUID(update_id), clock.now())
