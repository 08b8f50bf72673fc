"""``suara audit``: for operators who doubt."""

import asyncio

import typer

from backend.audit.actions import first_misfit
from backend.audit.rules import Misfit
from backend.database.addresses import addresses
from backend.database.doors import engine_for, transaction
from backend.settings import settings

app = typer.Typer(help="The record of who did what.", no_args_is_help=True)


@app.callback()
def about() -> None:
    """The record of who did what."""


@app.command()
def verify() -> None:
    """Walk all seals; name the first that does not fit."""
    misfit = asyncio.run(_misfit())
    if misfit is None:
        print("The record fits its seals.")
        return
    event = f", event {misfit.event}" if misfit.event else ""
    print(f"Seal {misfit.seal}{event}: {misfit.reason}")
    raise typer.Exit(1)


async def _misfit() -> Misfit | None:
    engine = engine_for(addresses(settings()).for_sqlalchemy("worker"), connections=1)
    async with transaction(engine) as session:
        found = await first_misfit(session)
    await engine.dispose()
    return found
