"""Counting the demonstration's complaints, and its two published reports."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.cases.queries.cases import every_case
from backend.database.doors import at_one_moment, transaction
from backend.database.queue import forget_waiting
from backend.demonstration.cases import CasesToLoad
from backend.demonstration.reading import data
from backend.reports.actions import publishing
from backend.reports.actions.composing import compose_draft
from backend.reports.actions.holding import Publisher
from backend.reports.actions.noting import note_facts
from backend.reports.actions.writing import write_section
from backend.reports.rules.periods import period_of
from backend.sealing.tools import Tools

AT_A_TIME = 4
NOTING = "reports.note_facts"


async def note_all_facts(tools: Tools, at: datetime, done: Callable[[], None]) -> None:
    """Now, so that the worker does not find hundreds of jobs that come to the same."""
    async with transaction(tools.engine) as session:
        waiting: Iterator[UUID] = iter(await every_case(session))

    async def some() -> None:
        for case_id in waiting:
            async with transaction(tools.engine) as session:
                await note_facts(session, tools.keyring, case_id, at)
            done()

    await asyncio.gather(*(some() for _ in range(AT_A_TIME)))
    async with transaction(tools.engine) as session:
        await forget_waiting(session, NOTING)


async def publish_reports(tools: Tools, wanted: CasesToLoad) -> None:
    """Of the last complete quarter, by one person of the office and then another."""
    for entry in data("narratives"):
        await _publish(tools, wanted, entry)


async def _publish(tools: Tools, wanted: CasesToLoad, entry: dict[str, Any]) -> None:
    office, at = wanted.organisations[entry["office"]], wanted.at
    writer, second = (
        Publisher(office, wanted.staff[f"{name}@{entry['office'][:2]}.example"])
        for name in ("communications", "second.communications")
    )
    period = period_of(at.date()).later(-1)
    async with transaction(at_one_moment(tools.engine)) as session:
        report = await publishing.request_draft(session, writer, period, at, lag_days=0)
        await compose_draft(session, report, at)
        for section, texts in entry["sections"].items():
            await write_section(session, writer, (report, section), texts, at)
        await publishing.propose(session, writer, report, at)
        await publishing.publish(session, second, report, at)
