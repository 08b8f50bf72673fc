"""Loads the believable data into an empty installation, with a bar that shows how far it is."""

import asyncio

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import text

from backend import clock
from backend.database.doors import transaction
from backend.demonstration.answering import link_updates
from backend.demonstration.cases import CasesToLoad, load_cases
from backend.demonstration.earlier import load_earlier_facts
from backend.demonstration.on_behalf import load_filings
from backend.demonstration.organisations import load_organisations, load_staff
from backend.demonstration.reading import complaints
from backend.demonstration.register import load_systems, load_updates
from backend.demonstration.reporting import note_all_facts, publish_reports
from backend.demonstration.texts import load_texts
from backend.sealing.tools import Tools, tools_from
from backend.settings import settings

PASSWORD = "suara-demo"  # noqa: S105  accepted in the demonstration only


def load_if_empty() -> None:
    asyncio.run(_load_if_empty())


async def _load_if_empty() -> None:
    tools = tools_from(settings())
    try:
        async with tools.engine.connect() as connection:
            present = await connection.execute(text("SELECT EXISTS (SELECT 1 FROM organisations)"))
        if not present.scalar_one():
            await load(tools)
    finally:
        await tools.engine.dispose()


async def load(tools: Tools) -> None:
    """Counted back from the beginning of today, so that the same day gives the same data."""
    at = clock.to_the_day(clock.now())
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    )  # fmt: skip
    with Progress(*columns, transient=True) as progress:
        bar = progress.add_task("Loading the demonstration", total=2 * len(complaints()) + 4)
        async with transaction(tools.engine) as session:
            organisations = await load_organisations(session, tools.keyring.master, at)
            staff = await load_staff(session, organisations, PASSWORD, at)
            systems = await load_systems(session, organisations, at)
            updates = await load_updates(session, systems, staff, at)
            await load_texts(session, (organisations, staff, systems), at)
        progress.advance(bar, 3)
        wanted = CasesToLoad(organisations, staff, systems, updates, at)
        await load_cases(tools, wanted, lambda: progress.advance(bar))
        await load_filings(tools, wanted)
        await link_updates(tools, wanted)
        await note_all_facts(tools, at, lambda: progress.advance(bar))
        await load_earlier_facts(tools, wanted)
        await publish_reports(tools, wanted)
        progress.advance(bar)
