"""``suara report``: drafts built by an operator, for an office to write and publish."""

import asyncio
from typing import Annotated, NoReturn
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from sqlalchemy.ext.asyncio import AsyncEngine

from backend import clock
from backend.accounts.queries import organisation_by_slug
from backend.database.doors import at_one_moment, transaction, worker_engine
from backend.errors import Conflict, Forbidden, Unacceptable
from backend.reports.actions.composing import compose_draft, give_up
from backend.reports.actions.holding import Publisher
from backend.reports.actions.publishing import request_draft
from backend.reports.queries.publications import draft
from backend.reports.rules.periods import Period, read_period
from backend.settings import settings

app = typer.Typer(help="Transparency reports.", no_args_is_help=True)


@app.callback()
def about() -> None:
    """Transparency reports."""


@app.command()
def build(
    office: Annotated[str, typer.Argument(help="The office's slug, such as th-office.")],
    quarter: Annotated[str, typer.Argument(help="Such as 2026-Q3.")],
) -> None:
    """Count a quarter into a draft; people of the office write its words and publish it."""
    try:
        period = read_period(quarter.strip().upper())
    except ValueError:
        raise typer.BadParameter("write a quarter like 2026-Q3", param_hint="QUARTER") from None
    slug = asyncio.run(_build(office, period))
    print(f"{slug} is a draft now. The office finds it at {settings().desk}/desk/reports")


async def _build(office: str, period: Period) -> str:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    async with worker_engine(settings()) as engine:
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            shown = progress, progress.add_task("", total=3)
            return await _draft(engine, (office, period), shown)


async def _draft(
    engine: AsyncEngine, wanted: tuple[str, Period], shown: tuple[Progress, TaskID]
) -> str:
    progress, bar = shown
    new = await _begun(engine, *wanted)
    progress.update(bar, description="Counting", advance=1)
    try:
        async with transaction(at_one_moment(engine)) as session:
            await compose_draft(session, new, clock.now())
            found = await draft(session, new)
    except Exception as broken:
        async with transaction(engine) as session:
            await give_up(session, new, type(broken).__name__[:60])
        raise
    progress.update(bar, description="Counted", advance=2)
    return found.edition.slug if found else ""


async def _begun(engine: AsyncEngine, office: str, period: Period) -> UUID:
    lag = settings().report_lag_days
    async with transaction(engine) as session:
        office_id = await organisation_by_slug(session, office)
        if office_id is None:
            _refuse(f"there is no organisation {office}")
        try:
            return await request_draft(session, Publisher(office_id), period, clock.now(), lag)
        except Unacceptable:
            _refuse(f"{period} can be reported {lag} days after its last day")
        except Forbidden:
            _refuse(f"{office} receives no complaints, so it has nothing to report")
        except Conflict:
            _refuse(f"somebody of {office} already works on the report of {period}")


def _refuse(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(1)
