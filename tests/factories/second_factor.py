"""An app for one-time codes in somebody's hand."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
import psycopg
import pyotp

from backend import clock
from backend.accounts.rules.signing_in import STEP
from tests.factories.pages import send_form, visible

PAGE = "/desk/second-factor"
_SECRET = re.compile(r'class="code"><bdi dir="ltr">([A-Z2-7 ]+)<')
_CARRIED = re.compile(r'name="secret" value="([0-9a-f]+)"')


@dataclass(frozen=True)
class Phone:
    secret: str

    def code(self, at: datetime | None = None) -> str:
        return pyotp.TOTP(self.secret).at(at or clock.now())


def offered(page: str) -> tuple[Phone, str]:
    """What the page shows, and what its form carries along."""
    secret, carried = _SECRET.search(page), _CARRIED.search(page)
    assert secret, visible(page)
    assert carried
    return Phone(secret[1].replace(" ", "")), carried[1]


async def set_up_phone(browser: httpx.AsyncClient) -> Phone:
    """As somebody who has signed in and has none yet."""
    phone, carried = offered((await browser.get(PAGE)).text)
    answer = await send_form(browser, PAGE, {"secret": carried, "code": phone.code()})
    assert answer.status_code == 303, visible(answer.text)
    return phone


def time_passes(administrator: psycopg.Connection, staff_id: object, steps: int = 3) -> None:
    """As if the last code had been taken so many steps ago."""
    administrator.execute(
        "UPDATE second_factors SET last_step = last_step - %s WHERE staff_id = %s",
        (steps, staff_id),
    )


def later(steps: int) -> datetime:
    return clock.now() + timedelta(seconds=STEP * steps)
