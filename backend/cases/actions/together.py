"""A job about a case takes along those of its kind that wait behind it: one transaction for all."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from procrastinate import JobContext
from procrastinate.jobs import Job
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.queries.cases import lock_case, lock_free_cases
from backend.cases.rules.case import KnownCase
from backend.database.doors import Door
from backend.database.queue import take_away, waiting_behind
from backend.sealing.tools import once

#: People wait for a case that is held.
MOST_AT_ONCE = 20


@dataclass(frozen=True)
class Due:
    """A case, held and not destroyed, and what the job about it was given."""

    case: KnownCase
    given: Mapping[str, Any]


Effect = Callable[[Door, Sequence[Due]], Awaitable[object]]


async def for_cases(context: JobContext, effect: Effect) -> None:
    """The effect, once for each case; where it fails for all of them, for the job's own alone.

    The others are then left to jobs of their own, so that nobody's fault is another's.
    """

    async def together(session: Door) -> None:
        # Its own first: whoever waits for a case that somebody holds must hold none.
        own = await _own(session, context.job)
        await effect(session, _each_once([*own, *await _company(session, context.job)]))

    async def alone(session: Door) -> None:
        await effect(session, await _own(session, context.job))

    async with _half_of_the_time():
        try:
            await once(context, together)
        except Exception:  # noqa: BLE001  whatever it was, it may come from one of the others
            await once(context, alone)


@asynccontextmanager
async def _half_of_the_time() -> AsyncIterator[None]:
    """Rests as long as it worked: where many jobs wait, people file, and wait for the processor."""
    began = time.monotonic()
    yield
    await asyncio.sleep(time.monotonic() - began)


async def _own(session: AsyncSession, job: Job) -> list[Due]:
    given = job.task_kwargs
    return _due(await lock_case(session, UUID(str(given["case_id"]))), given)


async def _company(session: AsyncSession, job: Job) -> list[Due]:
    """Of cases that somebody holds the jobs stay where they are."""
    behind = await waiting_behind(session, job, MOST_AT_ONCE)
    about = {number: UUID(given["case_id"]) for number, given in behind.items()}
    if not about:
        return []
    cases = await lock_free_cases(session, set(about.values()))
    free = [number for number, case_id in about.items() if case_id in cases]
    taken = await take_away(session, free)
    return [
        due for number in free if number in taken
        for due in _due(cases[about[number]], behind[number])
    ]  # fmt: skip


def _due(case: KnownCase | None, given: Mapping[str, Any]) -> list[Due]:
    return [] if case is None or case.destroyed_on else [Due(case, given)]


def _each_once(due: Sequence[Due]) -> list[Due]:
    return list({each.case.id: each for each in due}.values())
