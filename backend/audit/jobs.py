"""The sealer: once a minute."""

from procrastinate import JobContext

from backend import clock
from backend.audit.actions import seal_new_events
from backend.database.doors import transaction
from backend.database.queue import jobs
from backend.sealing.tools import tools_of


@jobs.periodic(cron="* * * * *")
# Before all others: after much work at once events would else stay unsealed until it is done.
@jobs.task(name="audit.seal", pass_context=True, queueing_lock="audit.seal", priority=100)
async def seal(context: JobContext, timestamp: int) -> None:
    del timestamp
    async with transaction(tools_of(context).engine) as session:
        await seal_new_events(session, clock.now())
