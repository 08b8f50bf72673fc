"""What the queue does for remedies."""

from uuid import UUID

from procrastinate import JobContext, RetryStrategy

from backend import clock
from backend.database.queue import jobs
from backend.remedies.actions import telling
from backend.sealing.tools import tools_of

AGAIN = RetryStrategy(max_attempts=8, exponential_wait=5)


@jobs.task(name="remedies.tell_complainants", pass_context=True, retry=AGAIN)
async def tell_complainants(context: JobContext, update_id: str) -> None:
    await telling.tell_complainants(tools_of(context), UUID(update_id), clock.now())
