"""``suara search``: what operators do for the search at the desk."""

import asyncio

import typer

from backend.cases.queries.cases import every_case
from backend.database.doors import transaction, worker_engine
from backend.database.queue import enqueue
from backend.settings import settings

app = typer.Typer(help="The search over sealed words.", no_args_is_help=True)


@app.callback()
def about() -> None:
    """The search over sealed words."""


@app.command()
def index() -> None:
    """Make the tokens of every case anew, after a change of their rules or of systems' names."""
    count = asyncio.run(_ask_for_all())
    print(f"The worker makes the tokens of {count} cases anew.")


async def _ask_for_all() -> int:
    async with worker_engine(settings()) as engine, transaction(engine) as session:
        ids = await every_case(session)
        for case_id in ids:
            await enqueue(session, "grievances.index", case_id=str(case_id))
    return len(ids)
