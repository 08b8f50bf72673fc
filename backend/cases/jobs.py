"""What the queue does for the clocks of cases."""

from uuid import UUID

from procrastinate import JobContext

from backend import clock
from backend.cases.actions.days_off import apply_day_off
from backend.database.doors import transaction
from backend.database.queue import AGAIN, jobs
from backend.sealing.tools import tools_of


@jobs.task(name="cases.apply_day_off", pass_context=True, retry=AGAIN, lock="cases.apply_day_off")
async def set_clocks_anew(context: JobContext, day_id: str) -> None:
    """After a day off was entered, told or withdrawn; one day after the other."""
    async with transaction(tools_of(context).engine) as session:
        await apply_day_off(session, UUID(day_id), clock.now())
