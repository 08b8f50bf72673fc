"""Replies that are written in one language and read in another, at an office with an engine."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from backend.database.addresses import Addresses
from backend.sealing.tools import Tools
from tests.factories.desk import Desk
from tests.factories.filing import Filed
from tests.factories.mail import run_jobs
from tests.factories.pages import send_form, visible

REPLY = "We have read your complaint and would like to know which letter you got, and when."


@dataclass(frozen=True)
class Place:
    """An office with an engine set, browsers of its people, and somebody who complained in Thai."""

    desk: Desk
    tools: Tools
    database: Addresses
    person: httpx.AsyncClient
    filed: Filed

    @property
    def case(self) -> str:
        return f"/desk/cases/{self.filed.reference}"

    async def send(self, fields: dict[str, str], to: str) -> httpx.Response:
        return await send_form(self.desk.worker, self.case, fields, to=to)

    async def prepare(self, text: str = REPLY) -> str:
        """The address of the reply's page."""
        answer = await self.send({"act": "reply", "message": text}, f"{self.case}/replies")
        assert answer.status_code == 303, visible(answer.text)
        return str(answer.headers["location"])

    async def press(self, page: str, act: str, **fields: str) -> httpx.Response:
        shown = (await self.desk.worker.get(page)).text
        over = re.findall(r'name="over" value="([^"]*)"', shown)
        hidden = {"over": over[0] if over else ""}
        return await send_form(self.desk.worker, page, hidden | fields | {"act": act})

    async def reads(self) -> str:
        return (await self.person.get("/th/follow/case")).text


def message(page: str) -> str:
    """Of the office, as the person reads it."""
    return page.split('<article class="message office">')[1].split("</article>", maxsplit=1)[0]


async def switch(chief: httpx.AsyncClient, *, on: bool) -> None:
    page = (await chief.get("/desk/engine")).text
    act = "switch_on" if on else "switch_off"
    engine = re.findall(r'name="engine" value="([^"]+)"', page)[0]
    if f'value="{act}"' in page:
        answer = await send_form(chief, "/desk/engine", {"act": act, "engine": engine})
        assert answer.status_code == 303


async def nothing_is_lost(place: Place, chief: httpx.AsyncClient, fail: Callable[[], None]) -> None:
    """Once the reply waits, the engine fails; everything that was typed is still there."""
    await switch(chief, on=True)
    # With something that is hidden from the engine, and that it can lose.
    page = await place.prepare(f"{REPLY} You can call us at 02-123 4567.")
    fail()
    await run_jobs(place.tools, place.database)
    shown = (await place.desk.worker.get(page)).text
    assert REPLY in shown
    assert "The translation program" in shown, visible(shown)
    assert "alert(1)" not in shown
    assert REPLY in (await place.desk.worker.get(place.case)).text
    own = "เราอ่านคำร้องเรียนของคุณแล้ว"
    await place.press(page, "approve", translation=own)
    assert own in await place.reads()
