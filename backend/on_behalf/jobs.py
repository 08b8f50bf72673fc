"""What the worker does of filing for others."""

from uuid import UUID

from procrastinate import JobContext

from backend import clock
from backend.database.doors import transaction
from backend.database.queue import AGAIN, jobs
from backend.on_behalf.actions import filing
from backend.on_behalf.actions.keeping import drop_old_filings
from backend.sealing.tools import tools_of


@jobs.task(name="on_behalf.file_many", pass_context=True, retry=AGAIN)
async def file_many(context: JobContext, filing_id: str) -> None:
    await filing.file_many(tools_of(context), UUID(filing_id), clock.now())


@jobs.periodic(cron="17 * * * *")
@jobs.task(name="on_behalf.sweep", pass_context=True, queueing_lock="on_behalf.sweep")
async def sweep(context: JobContext, timestamp: int) -> None:
    """What was neither filed nor handed over within a day."""
    del timestamp
    async with transaction(tools_of(context).engine) as session:
        await drop_old_filings(session, clock.now())
