"""Each limit of haste trips alone: it waits or refuses as its row says, and others pass.

The rows must be all that the source counts: a new limit without a row fails.
"""

import ast
import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import httpx
import psycopg
import pytest
from markupsafe import escape

from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import Role
from backend.app import Installation
from backend.sealing.tools import Tools
from backend.web import limits
from backend.web.words import sentence
from tests.architecture.reading import BACKEND, dotted, functions, modules, tree_of
from tests.factories import paced_acts as acts
from tests.factories.accounts import a_member, an_organisation
from tests.factories.paced_acts import Act, a_browser_in, where_limits_count

pytestmark = pytest.mark.battery("T17")
MOST = 2
HERE, ELSEWHERE = 7, 8


@dataclass(frozen=True)
class Row:
    """``at``: where it is counted. ``passing``: attempts before it trips.

    ``counter``: rows of one are tripped together; ``shared``: by everybody, wherever they are.
    """

    at: str
    act: Act
    counter: str
    setting: str
    refuses: bool = False
    passing: int = MOST
    shared: bool = False


PUBLIC, DESK = "grievances.public_routes", "accounts.desk_routes"
ROWS = {
    "complaints by page": Row(f"{PUBLIC}.filing.paced", acts.file_by_page, "filing", "filing"),
    "complaints by program": Row(
        "grievances.api_routes.filing.readable_filing", acts.file_by_api, "filing", "filing",
        refuses=True,
    ),
    "files of a draft": Row(f"{PUBLIC}.files._add_all", acts.add_to_draft, "uploads", "uploads"),
    "files of a case": Row(
        f"{PUBLIC}.following.files_paced", acts.add_to_case, "uploads", "uploads"
    ),
    "wrong codes by page": Row(f"{PUBLIC}.following._open", acts.guess_a_code, "codes", "codes"),
    "wrong codes of a mail": Row(
        f"{PUBLIC}.lost_code._exchange", acts.guess_a_mailed_code, "codes", "codes"
    ),
    "wrong codes by program": Row(
        "grievances.api_routes.following._open", acts.guess_by_api, "codes", "codes", refuses=True
    ),
    "an account": Row(f"{DESK}.signing_in.sign_in", acts.guess_a_password, "account", "sign_in"),
    "an account from one network": Row(
        f"{DESK}.signing_in.sign_in", acts.guess_a_password, "account", "sign_in", refuses=True,
        passing=MOST * limits.ATTEMPTS_FROM_ONE_NETWORK,
    ),
    "invitations": Row(
        f"{DESK}.signing_in.accept", acts.guess_an_invitation, "invitation", "sign_in", shared=True
    ),
    "resets": Row(f"{DESK}.signing_in.reset", acts.guess_a_reset, "reset", "sign_in", shared=True),
    "second factors": Row(
        f"{DESK}.second_factor.set_up", acts.guess_a_factor, "factor", "sign_in"
    ),
    "ways to a provider": Row(
        f"{DESK}.signing_in_elsewhere.go_there", acts.set_out_elsewhere, "provider", "sign_in"
    ),
}  # fmt: skip
COUNTING = {"slow_down", "slow_down_sign_in", "refuse_too_many", "refuse_while_too_many"}


def counted_at() -> set[str]:
    """Functions of the product that count somebody's attempts."""
    found = set()
    for path in modules():
        if path == BACKEND / "web" / "limits.py":
            continue
        for function in functions(tree_of(path)):
            called = {getattr(node.func, "id", "") for node in ast.walk(function)
                      if isinstance(node, ast.Call)}  # fmt: skip
            if called & COUNTING:
                found.add(f"{dotted(path).removeprefix('backend.')}.{function.name}")
    return found


def test_every_place_that_counts_has_a_row():
    assert counted_at() == {row.at for row in ROWS.values()}


def test_every_setting_and_every_way_of_counting_is_tried():
    of_module = {n for n, f in vars(limits).items() if asyncio.iscoroutinefunction(f)
                 and f.__module__ == limits.__name__ and not n.startswith("_")}  # fmt: skip
    assert of_module - {"attempts"} == COUNTING
    assert {row.setting for row in ROWS.values()} == limits._WINDOWS.keys()


@pytest.fixture(scope="module")
async def people(tools: Tools) -> list[NewColleague]:
    office = await an_organisation(tools.engine, tools.keyring.master, intake=True)
    return [await a_member(tools.engine, office.id, Role.CASEWORKER) for _ in range(3)]


@pytest.fixture(autouse=True)
def nobody_came_before(administrator: psycopg.Connection) -> None:
    administrator.execute("DELETE FROM rate_counters")


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds for which somebody was made to wait; nobody really waits."""
    seconds: list[float] = []
    sleep = asyncio.sleep

    async def noted(delay: float, result: object = None) -> object:
        if delay < 0.25:
            return await sleep(delay, result)
        seconds.append(delay)
        return result

    monkeypatch.setattr(asyncio, "sleep", noted)
    return seconds


def is_refused(answer: httpx.Response) -> bool:
    """In the reader's language, with the time to come back."""
    if answer.status_code != 429:
        return False
    assert 1 <= int(answer.headers["retry-after"]) <= 3601
    said = answer.json()["title"] if "json" in answer.headers["content-type"] else answer.text
    assert str(escape(sentence("too_often", "th"))) in said
    return True


@pytest.fixture
def limited_to(
    installation: Installation, scale: Callable[[int, int], int]
) -> Callable[[Row], tuple[Installation, list[Act]]]:
    """With that limit, and what else somebody may do meanwhile: one of each counter."""

    def made(row: Row) -> tuple[Installation, list[Act]]:
        limited = where_limits_count(installation, **{f"rate_{row.setting}": MOST})
        others = {other.counter: other.act for other in ROWS.values()}
        del others[row.counter]
        return limited, list(others.values())[: scale(3, len(ROWS))]

    return made


@pytest.mark.parametrize("name", ROWS)
async def test_a_limit_trips_alone(
    limited_to: Callable, people, waited: list[float], name: str, counted: Callable
):
    row = ROWS[name]
    limited, others = limited_to(row)
    async with a_browser_in(HERE, limited) as here, a_browser_in(ELSEWHERE, limited) as elsewhere:
        before = [await row.act(here, people[0]) for _ in range(row.passing)]
        assert not any(map(is_refused, before))
        assert row.passing > MOST or not waited, waited
        after = await row.act(here, people[0])
        assert is_refused(after) == row.refuses
        assert row.refuses or after.status_code == before[0].status_code
        assert row.refuses or waited.pop() > 0
        waited.clear()
        for act in others:
            assert not is_refused(await act(here, people[1])), act
        assert not is_refused(await row.act(elsewhere, people[2]))
        assert row.shared or not waited, waited
    counted("rate limits tripped alone", 1)
