"""A complaint that speaks of danger is critical until a person has looked."""

from datetime import timedelta

import psycopg
import pytest

from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.cases import a_case


@pytest.mark.parametrize(
    "expected", [("no", None, False), ("yes", "S4", True), ("child", "S4", True)]
)
async def test_danger_is_severe_at_once_and_due_within_hours(
    tools: Tools, installation: Installation, administrator: psycopg.Connection,
    expected: tuple[str, str | None, bool],
):  # fmt: skip
    danger, severity, soon = expected
    await an_organisation(tools.engine, tools.keyring.master, country="KH")
    case = await a_case(installation, country="KH", danger=danger)
    row = administrator.execute(
        "SELECT severity, due_at - filed_at FROM cases WHERE id = %s", (case.id,)
    ).fetchone()
    assert row
    assert row[0] == severity
    assert (row[1] <= timedelta(hours=2)) == soon
