"""``suara search index``: after a change of the rules every case is found by the new ones."""

from backend.app import Installation
from backend.database.addresses import Addresses
from backend.sealing.tools import Tools
from tests.factories.commands import suara, variables_of
from tests.factories.office import a_desk


async def test_every_case_waits_to_be_indexed_anew(
    database: Addresses, installation: Installation, tools: Tools, administrator
):
    desk = await a_desk(tools, installation)
    cases = [await desk.case() for _ in range(2)]
    said = suara("search", "index", **variables_of(database, installation.settings))
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("The worker makes the tokens of ")
    waiting = administrator.execute(
        "SELECT args->>'case_id' FROM procrastinate_jobs WHERE task_name = 'grievances.index'"
    ).fetchall()
    assert {str(case.id) for case in cases} <= {row[0] for row in waiting}
