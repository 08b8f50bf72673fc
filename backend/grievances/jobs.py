"""What the clock and the queue do for grievances."""

from collections.abc import Sequence
from uuid import UUID

from procrastinate import JobContext, RetryStrategy

from backend import clock
from backend.cases.actions.together import Due, for_cases
from backend.database.doors import Door, transaction
from backend.database.queue import AGAIN, jobs
from backend.grievances.actions import (
    asking_engine,
    calling,
    delivering,
    news,
    sending_codes,
    sweeping,
    taking_in,
)
from backend.notifications.rules import MOST_ATTEMPTS
from backend.sealing.tools import once, tools_of

#: The attempt after so many is the last one.
MOST_TIMES = AGAIN.max_attempts or 0


@jobs.task(name="grievances.take_in", pass_context=True, retry=AGAIN)
async def take_in(context: JobContext, case_id: str, *, quiet: bool = False) -> None:
    """``quiet``: the office has just heard of another one, of the same table."""
    del case_id, quiet
    tools, at = tools_of(context), clock.now()

    async def effect(session: Door, due: Sequence[Due]) -> None:
        cases = [each.case for each in due]
        calm = {each.case.id for each in due if each.given.get("quiet")}
        await taking_in.take_in(session, tools.keyring, cases, at, calm)
        for case in cases:
            await asking_engine.ask_for_unread(session, tools, case.id, at)

    await for_cases(context, effect)


@jobs.task(name="grievances.index", pass_context=True, retry=AGAIN)
async def index(context: JobContext, case_id: str) -> None:
    tools = tools_of(context)
    async with transaction(tools.engine) as session:
        await taking_in.index_again(session, tools.keyring, UUID(case_id))


@jobs.task(name="grievances.tell_office", pass_context=True, retry=AGAIN)
async def tell_office(context: JobContext, case_id: str, act: str) -> None:
    tools, case = tools_of(context), UUID(case_id)

    async def effect(session: Door) -> None:
        await taking_in.take_in_act(session, tools.keyring, (case, act), clock.now())
        await asking_engine.ask_for_unread(session, tools, case, clock.now())

    await once(context, effect)


@jobs.task(name="grievances.call", pass_context=True, retry=AGAIN)
async def call(context: JobContext, case_id: str) -> None:
    """Whoever is on call, where the case is critical now."""
    async with transaction(tools_of(context).engine) as session:
        await calling.call_again(session, UUID(case_id), clock.now())


@jobs.task(name="grievances.tell_complainant", pass_context=True, retry=AGAIN)
async def tell_complainant(context: JobContext, case_id: str, template: str) -> None:
    about = UUID(case_id), template
    await once(context, lambda session: news.tell_complainant(session, *about, clock.now()))


@jobs.task(name="grievances.translate", pass_context=True, retry=AGAIN)
async def translate(context: JobContext, case_id: str, request_id: str) -> None:
    """The only place from which an engine is asked."""
    last = context.job.attempts >= MOST_TIMES
    key = UUID(case_id), UUID(request_id)
    await asking_engine.translate_waiting(tools_of(context), key, last=last)


@jobs.task(
    name="grievances.send_new_code",
    pass_context=True,
    retry=RetryStrategy(max_attempts=MOST_ATTEMPTS, exponential_wait=4),
)
async def send_new_code(context: JobContext, case_id: str, reissue_id: str) -> None:
    """In place of a receipt that was lost; each attempt makes another one."""
    key = UUID(case_id), UUID(reissue_id)
    await sending_codes.send_new_code(tools_of(context), key, clock.now())


@jobs.task(
    name="grievances.deliver",
    pass_context=True,
    # 4, 16, 64 seconds and so on: the last attempt is made about a day after the first.
    # After any fault: a message that nobody tries again would wait for ever.
    retry=RetryStrategy(max_attempts=MOST_ATTEMPTS, exponential_wait=4),
)
async def deliver(
    context: JobContext, case_id: str, message_ids: Sequence[str] = (), message_id: str = ""
) -> None:
    """``message_id``: in a job of before, when each message had its own."""
    del case_id, message_ids, message_id
    await delivering.deliver_messages(tools_of(context), context.job)


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(
    name="grievances.deliver_kept", pass_context=True, queueing_lock="grievances.deliver_kept"
)
async def deliver_kept(context: JobContext, timestamp: int) -> None:
    """Messages that waited until a mail server was set."""
    del timestamp
    await delivering.deliver_kept(tools_of(context))


@jobs.periodic(cron="7 * * * *")
@jobs.task(name="grievances.sweep", pass_context=True, queueing_lock="grievances.sweep")
async def sweep(context: JobContext, timestamp: int) -> None:
    """Drafts, sessions, codes and counters past their time, and files that nothing names."""
    del timestamp
    tools = tools_of(context)
    async with transaction(tools.engine) as session:
        await sweeping.sweep(session, clock.now())
    await sweeping.sweep_files(tools)
