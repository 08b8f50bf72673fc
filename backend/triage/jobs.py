"""What the clock and the queue do for the desk."""

from uuid import UUID

from procrastinate import JobContext

from backend import clock
from backend.database.doors import transaction
from backend.database.queue import AGAIN, jobs
from backend.sealing.tools import once, tools_of
from backend.triage.actions import escalating
from backend.triage.actions.presence import forget_presences


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(name="triage.escalate", pass_context=True, queueing_lock="triage.escalate")
async def escalate(context: JobContext, timestamp: int) -> None:
    """Late clocks mark their cases and are told to supervisors, once each."""
    del timestamp
    await escalating.escalate_late(tools_of(context).engine, clock.now())


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(name="triage.sweep", pass_context=True, queueing_lock="triage.sweep")
async def sweep(context: JobContext, timestamp: int) -> None:
    """Who had which case open is nobody's business once they have gone."""
    del timestamp
    async with transaction(tools_of(context).engine) as session:
        await forget_presences(session, clock.now())


@jobs.task(name="triage.tell_office", pass_context=True, retry=AGAIN)
async def tell_office(context: JobContext, case_id: str, template: str) -> None:
    about = UUID(case_id), template
    await once(context, lambda session: escalating.tell_office(session, *about, clock.now()))


@jobs.task(name="triage.tell_owner", pass_context=True, retry=AGAIN)
async def tell_owner(context: JobContext, case_id: str, organisation_id: str) -> None:
    about = UUID(case_id), UUID(organisation_id)
    await once(context, lambda session: escalating.tell_owner(session, *about, clock.now()))
