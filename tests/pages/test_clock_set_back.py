"""A clock that is set forward and back: what has ended stays ended, in every session."""

from collections.abc import Callable
from datetime import datetime, timedelta

import httpx
import pytest

from backend import clock
from backend.accounts.rules import Role
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.api import file_by_program
from tests.factories.pages import send_form, visible

pytestmark = pytest.mark.battery("T7")
#: There and back: the other way a session would go on for longer than it may.
JUMPS = {
    "400 days and back": (timedelta(days=400), timedelta()),
    "an hour and back": (timedelta(hours=1), timedelta(minutes=1)),
    "an hour back, and on": (timedelta(hours=-1), timedelta(minutes=5)),
    "a day back, and on": (timedelta(days=-1), timedelta(minutes=5)),
}


@pytest.fixture
def off(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Sets the clock by so much."""
    right = clock.now

    def setting(by: timedelta) -> None:
        def now() -> datetime:
            return right() + by

        monkeypatch.setattr(clock, "now", now)

    return setting


@pytest.mark.parametrize("jump", JUMPS)
async def test_the_session_of_staff_does_not_come_back_to_life(
    tools: Tools, client: httpx.AsyncClient, off, jump: str, counted
):
    office = await an_organisation(tools.engine, tools.keyring.master)
    await sign_in(client, await a_member(tools.engine, office.id, Role.CASEWORKER))
    assert (await client.get("/desk/")).status_code == 200
    for by in JUMPS[jump]:
        off(by)
        assert (await client.get("/desk/")).headers["location"] == "/desk/sign-in"
    counted("sessions that stayed dead", 1)


@pytest.mark.parametrize("jump", JUMPS)
async def test_a_case_that_was_closed_in_a_browser_is_not_opened_again(
    tools: Tools, client: httpx.AsyncClient, off, jump: str, counted
):
    await an_organisation(tools.engine, tools.keyring.master, country="TH", locale="en")
    code = (await file_by_program(client))["receipt_code"]
    answer = await send_form(client, "/en/follow", {"receipt_code": code})
    assert answer.status_code == 303, visible(answer.text)
    assert (await client.get("/en/follow/case")).status_code == 200
    for by in JUMPS[jump]:
        off(by)
        assert (await client.get("/en/follow/case")).status_code == 303
    again = await client.post("/api/v1/follow", json={"receipt_code": code})
    assert again.status_code == 200, "the receipt itself stays good"
    counted("sessions that stayed dead", 1)


async def test_a_clock_that_is_a_little_off_ends_nothing(
    tools: Tools, client: httpx.AsyncClient, off
):
    """The control: two machines differ by some seconds."""
    office = await an_organisation(tools.engine, tools.keyring.master)
    await sign_in(client, await a_member(tools.engine, office.id, Role.CASEWORKER))
    for seconds in (-20, 0, 40):
        off(timedelta(seconds=seconds))
        assert (await client.get("/desk/")).status_code == 200
