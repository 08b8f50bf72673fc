"""An office of a place where days off are proclaimed, with an open case."""

import re
from datetime import date, timedelta

import httpx
import psycopg

from backend import clock
from backend.accounts.rules import Role
from backend.app import Installation
from backend.cases.actions.days_off import apply_day_off
from backend.cases.actions.opening import OpenedCase
from backend.cases.queries.clocks import clocks_of
from backend.cases.rules.clocks import after_working_days
from backend.database.doors import transaction
from backend.jurisdictions.queries import working_calendar
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.cases import a_case
from tests.factories.pages import send_form

PAGE = "/desk/days-off"
REASON = "Day of mourning"


class Place:
    """An office of Laos, where nobody else files, with an open case and its administrator."""

    def __init__(self, tools: Tools, chief: httpx.AsyncClient, case: OpenedCase) -> None:
        self.tools, self.chief, self.case = tools, chief, case

    async def days(self) -> dict[str, tuple[date, date | None]]:
        """Clock → the day on which it is due, and the day that was told."""
        zone = working_calendar("LA", None).zone
        async with transaction(self.tools.engine) as session:
            clocks = await clocks_of(session, self.case.id)
        return {c.name: (c.due_at.astimezone(zone).date(), c.told_on) for c in clocks}

    async def press(self, **fields: str) -> httpx.Response:
        return await send_form(self.chief, PAGE, fields)

    async def enter(self, day: date, **more: str) -> httpx.Response:
        fields = {"act": "enter", "day": day.isoformat(), "reason": REASON}
        return await self.press(**fields, reason_language="en", **more)

    async def entry(self) -> str:
        return re.findall(r'name="entry" value="([^"]+)"', (await self.chief.get(PAGE)).text)[0]

    async def apply(self) -> None:
        """As the job does, and once more, as where it was killed at its end."""
        for _ in range(2):
            async with transaction(self.tools.engine) as session:
                ids = (await (await session.connection()).exec_driver_sql(
                    "SELECT id FROM proclaimed_days ORDER BY entered_at"
                )).scalars().all()  # fmt: skip
                for found in ids:
                    await apply_day_off(session, found, clock.now())


async def a_place(
    tools: Tools, installation: Installation, chief: httpx.AsyncClient,
    administrator: psycopg.Connection,
) -> Place:  # fmt: skip
    administrator.execute("DELETE FROM proclaimed_days")
    administrator.execute("UPDATE organisations SET closed_on = current_date WHERE country = 'LA'")
    office = await an_organisation(tools.engine, tools.keyring.master, country="LA", locale="en")
    await sign_in(chief, await a_member(tools.engine, office.id, Role.ADMINISTRATOR))
    return Place(tools, chief, await a_case(installation, country="LA"))


def working_day(ahead: int) -> date:
    """So many working days from now, in Laos."""
    return after_working_days(
        clock.now().date() + timedelta(days=1), ahead, working_calendar("LA", None)
    )
