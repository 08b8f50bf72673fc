"""``suara report build``: what it makes, and its exit codes."""

import os
import subprocess
import sys

from backend.database.addresses import ROLES, Addresses
from backend.database.doors import transaction
from backend.reports.queries.publications import drafts_of_office
from backend.reports.rules.editions import OPERATOR, State
from backend.sealing.tools import Tools
from tests.factories.reports import a_newsroom


def built(database: Addresses, *words: str) -> subprocess.CompletedProcess[str]:
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith("SUARA_")}
    for role in ROLES:
        name = "SUARA_DATABASE_URL" if role == "owner" else f"SUARA_DATABASE_{role.upper()}_URL"
        surroundings[name] = getattr(database, role)
    return subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-m", "backend", "report", "build", *words],
        env=surroundings, capture_output=True, text=True, check=False,
    )  # fmt: skip


async def test_an_operator_builds_a_draft_that_the_office_finds(database: Addresses, tools: Tools):
    room = await a_newsroom(tools)
    done = built(database, room.office.slug, "2026-q3")
    assert (done.returncode, done.stderr.strip()) == (0, ""), done.stderr
    assert f"{room.office.slug}-2026-q3 is a draft now" in done.stdout
    async with transaction(tools.engine) as session:
        (draft,) = await drafts_of_office(session, room.office.id)
    assert (draft.edition.state, draft.composed_by) == (State.DRAFT, OPERATOR)
    assert draft.edition.read.table("received-by-category").cell("total", "cases").value == 65
    again = built(database, room.office.slug, "2026-Q3")
    assert again.returncode == 1
    assert "already works on" in again.stderr


async def test_what_cannot_be_built_is_refused_with_a_reason(database: Addresses, tools: Tools):
    room = await a_newsroom(tools)
    early = built(database, room.office.slug, "2090-Q1")
    assert (early.returncode, early.stdout) == (1, "")
    assert "30 days after its last day" in early.stderr
    assert built(database, "nowhere", "2026-Q3").returncode == 1
    assert built(database, room.office.slug, "2026-Q9").returncode == 2
    assert built(database).returncode == 2
