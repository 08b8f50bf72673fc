"""A house whose clock jumps while it runs: by a year and more, back, over a leap day and an hour.

Its machine lives in a zone with summer time. PostgreSQL keeps the right clock, as where the
database is on another machine.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import psycopg
import pytest

from tests.factories.crowd import FROM_OUR_PAGE, STORY
from tests.factories.house import House, a_house
from tests.factories.house_people import PASSWORD, said
from tests.factories.moved_clock import MovedClock, library
from tests.factories.pages import send_form, visible
from tests.factories.second_factor import Phone, set_up_phone

pytestmark = [
    pytest.mark.battery("T7"),
    pytest.mark.skipif(library() is None, reason="libfaketime is absent (Debian: faketime)"),
]
WHO = {"email": "may@example.org", "password": PASSWORD}
BEFORE_SUMMER = datetime(2027, 3, 28, 0, 59, 57, tzinfo=UTC)
LEAP_DAY = datetime(2028, 2, 29, 9, tzinfo=UTC)
#: A number below nothing before a unit of time, in what people read.
NEGATIVE = re.compile(r"(?<![\w/])[-\u2212]\d+\s*(second|minute|hour|day|week|month|year)")
PAGES = ("/desk/", "/desk/today")


@dataclass
class Jumping:
    """The house, its clock, and what people hold: receipts in their order, sessions that died."""

    house: House
    clock: MovedClock
    phone: Phone | None = None
    filed: list[dict[str, str]] = field(default_factory=list)
    dead: list[httpx.AsyncClient] = field(default_factory=list)

    def browser(self) -> httpx.AsyncClient:
        origin = self.house.origin
        return httpx.AsyncClient(base_url=origin, timeout=60, headers=FROM_OUR_PAGE)

    async def signed_in(self) -> httpx.AsyncClient:
        browser = self.browser()
        code = {"code": self.phone.code(self.clock.now())} if self.phone else {}
        answer = await send_form(browser, "/desk/sign-in", WHO | code)
        assert answer.status_code == 303, visible(answer.text)
        return browser

    async def file(self) -> None:
        async with self.browser() as program:
            days = {self.today()}
            key = {"Idempotency-Key": f"before-or-after-{len(self.filed):010}"}
            answer = await program.post("/api/v1/grievances", json=STORY, headers=key)
            assert answer.status_code == 201, answer.text
            days.add(self.today())
        assert answer.json()["filed_on"] in days
        assert answer.json()["next"]["due_on"] > answer.json()["filed_on"]
        self.filed.append(answer.json())

    def today(self) -> str:
        return self.clock.now().astimezone(ZoneInfo("Asia/Bangkok")).date().isoformat()

    async def receipts_open(self) -> int:
        """Each by program, and the last one by its page, without a negative age."""
        async with self.browser() as browser:
            for one in self.filed:
                code = {"receipt_code": one["receipt_code"]}
                answer = await browser.post("/api/v1/follow", json=code)
                assert answer.status_code == 200, answer.text
                assert answer.json()["reference"] == one["reference"]
            answer = await send_form(browser, "/en/follow", code)
            page = await browser.get(answer.headers["location"])
            assert page.status_code == 200
            assert not NEGATIVE.search(visible(page.text))
        return len(self.filed)

    async def all_stay_dead(self) -> None:
        for browser in self.dead:
            assert (await browser.get("/desk/")).headers["location"] == "/desk/sign-in"


@pytest.fixture
async def jumping(tmp_path: Path) -> AsyncIterator[Jumping]:
    clock = MovedClock(tmp_path / "clock")
    clock.file.write_text("+0\n", encoding="ascii")
    with a_house(tmp_path / "data", **clock.variables()) as house:
        said(house, "organisation", "add", "office", "--name", "en=Office", "--intake")
        staff = ("staff", "add", WHO["email"], "May", "--organisation", "office")
        code = said(house, *staff, "--role", "caseworker").split()[-1]
        made = Jumping(house, clock)
        passwords = {"password": PASSWORD, "password_again": PASSWORD}
        async with made.browser() as browser:
            await send_form(browser, "/desk/invitation", {"invitation": code} | passwords)
        yield made
        for browser in made.dead:
            await browser.aclose()


async def forward(jumping: Jumping, move: Callable[[], None]) -> None:
    """People file and work there; whoever was signed in before is out, for good."""
    await asyncio.to_thread(move)
    await jumping.all_stay_dead()
    await jumping.file()
    browser = await jumping.signed_in()
    case = f"/desk/cases/{jumping.filed[-1]['reference']}"
    for address in (*PAGES, case, f"/desk/cases/{jumping.filed[0]['reference']}"):
        page = await browser.get(address)
        assert page.status_code == 200, address
        assert not NEGATIVE.search(visible(page.text)), address
    jumping.dead.append(browser)
    await jumping.receipts_open()


async def back(jumping: Jumping, off: timedelta) -> None:
    await asyncio.to_thread(jumping.clock.move, off)
    await jumping.all_stay_dead()
    await jumping.file()
    await jumping.receipts_open()


async def test_whatever_the_clock_says_nothing_dead_revives_and_nothing_kept_is_lost(
    jumping: Jumping, counted: Callable[[str, int], None]
) -> None:
    clock = jumping.clock
    first = await jumping.signed_in()
    jumping.phone = await set_up_phone(first)
    jumping.dead.append(first)
    await jumping.file()
    await forward(jumping, lambda: clock.move_to(BEFORE_SUMMER))
    await asyncio.sleep(3)
    await jumping.file()  # after the hour that is not there
    await forward(jumping, lambda: clock.move(timedelta(days=400)))
    await forward(jumping, lambda: clock.move_to(LEAP_DAY))
    await back(jumping, timedelta(hours=-1))
    await back(jumping, timedelta())
    check_the_record(jumping)
    counted("jumps of the clock", 5)
    counted("receipts read after a jump", await jumping.receipts_open() * 6)
    counted("sessions that stayed dead", len(jumping.dead))


def check_the_record(jumping: Jumping) -> None:
    """Seals follow each other, and of one case nothing lies before what went before."""
    assert "The record fits its" in said(jumping.house, "audit", "verify")
    owner = said(jumping.house, "database", "url", "--role", "owner").strip()
    with psycopg.connect(owner) as connection:
        seals = connection.execute("SELECT number FROM seals ORDER BY number").fetchall()
        turned = connection.execute(
            "SELECT count(*) FROM clocks WHERE due_at < started_at"
        ).fetchone()
        assert connection.execute("SELECT count(*) FROM cases").fetchone() == (len(jumping.filed),)
    assert [number for (number,) in seals] == list(range(1, len(seals) + 1))
    assert turned == (0,)
