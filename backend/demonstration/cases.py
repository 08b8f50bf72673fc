"""The complaints of the demonstration, filed and worked on as people would have done it."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.cases.rules.stages import Stage
from backend.database.doors import transaction
from backend.demonstration.filing import file_one
from backend.demonstration.planning import Planned, plan
from backend.demonstration.reading import complaints
from backend.demonstration.translating import note_reliance, translate_story
from backend.demonstration.working import Worker, work_to
from backend.sealing.tools import Tools

AT_A_TIME = 4


@dataclass(frozen=True)
class CasesToLoad:
    """``updates``: id, slug of the system, subtypes that it answers."""

    organisations: dict[str, UUID]
    staff: dict[str, UUID]
    systems: dict[str, UUID]
    updates: list[tuple[UUID, str, list[str]]]
    at: datetime


async def load_cases(tools: Tools, wanted: CasesToLoad, done: Callable[[], None]) -> None:
    """A few side by side: each case is a transaction of its own."""
    waiting: Iterator[tuple[dict[str, Any], Planned]] = iter(plan(complaints(), wanted.at))

    async def some() -> None:
        for entry, planned in waiting:
            await _load_one(tools, wanted, entry, planned)
            done()

    await asyncio.gather(*(some() for _ in range(AT_A_TIME)))


async def _load_one(
    tools: Tools, wanted: CasesToLoad, entry: dict[str, Any], planned: Planned
) -> None:
    async with transaction(tools.engine) as session:
        filed = await file_one(session, entry, planned)
        worker = Worker(session, tools.keyring, wanted.staff, entry, planned)
        await translate_story(worker, filed)
        if planned.stage is not Stage.RECEIVED:
            await work_to(worker, filed)
            await note_reliance(worker, filed)
