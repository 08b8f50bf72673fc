"""What the clock does for accounts."""

from procrastinate import JobContext

from backend import clock
from backend.accounts.actions.signing_in import sweep_sessions
from backend.database.doors import transaction
from backend.database.queue import jobs
from backend.sealing.tools import tools_of


@jobs.periodic(cron="17 * * * *")
@jobs.task(name="accounts.sweep", pass_context=True, queueing_lock="accounts.sweep")
async def sweep(context: JobContext, timestamp: int) -> None:
    """Sessions that have ended are of no use to anybody but a thief."""
    del timestamp
    async with transaction(tools_of(context).engine) as session:
        await sweep_sessions(session, clock.now())
