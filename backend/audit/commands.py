"""``suara audit``: for operators who doubt."""

import asyncio

import typer

from backend.audit.actions import Verdict, walk_the_seals
from backend.audit.rules import Misfit
from backend.database.doors import transaction, worker_engine
from backend.settings import settings

app = typer.Typer(help="The record of who did what.", no_args_is_help=True)


@app.callback()
def about() -> None:
    """The record of who did what."""


@app.command()
def verify() -> None:
    """Walk all seals; name the first that does not fit."""
    verdict = asyncio.run(_verdict())
    if verdict.misfit:
        print(_named(verdict.misfit))
        raise typer.Exit(1)
    print(f"The record fits its {verdict.seals} seals; {verdict.waiting} events wait for the next.")


def _named(misfit: Misfit) -> str:
    parts = (("Seal", misfit.seal), ("event", misfit.event))
    return f"{', '.join(f'{name} {what}' for name, what in parts if what)}: {misfit.flaw}."


async def _verdict() -> Verdict:
    async with worker_engine(settings()) as engine, transaction(engine) as session:
        return await walk_the_seals(session)
