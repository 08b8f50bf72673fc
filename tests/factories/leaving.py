"""An office of Vietnam with cases that somebody has who is away, or leaves."""

import re
from dataclasses import dataclass

import httpx
import psycopg

from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import Role
from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.cases import a_case
from tests.factories.desk import press
from tests.factories.pages import send_form, visible


@dataclass
class Office:
    tools: Tools
    browsers: object
    people: dict[str, tuple[NewColleague, httpx.AsyncClient]]
    cases: list[OpenedCase]
    database: psycopg.Connection

    def browser(self, name: str) -> httpx.AsyncClient:
        return self.people[name][1]

    def id(self, name: str) -> str:
        return str(self.people[name][0].id)

    async def assign(self, case: OpenedCase, to: str) -> None:
        fields = {"act": "assign", "assignee": self.id(to)}
        answer = await press(self.browser("chief"), case.reference, fields)
        assert answer.status_code == 303, visible(answer.text)

    def held(self) -> dict[str, int]:
        """Open cases by name."""
        rows = self.database.execute(
            "SELECT s.name, count(*) FROM cases c JOIN staff s ON s.id = c.assignee_id"
            " WHERE c.id = ANY (%s) GROUP BY s.name", ([c.id for c in self.cases],),
        )  # fmt: skip
        return dict(rows.fetchall())

    async def let_go(self, by: str, to: str, seen: str = "") -> httpx.Response:
        person = self.id("leaver")
        address = f"/desk/leaving?person={person}&to={to}"
        page = (await self.browser(by).get(address)).text
        sign = re.findall(r'name="seen" value="([^"]+)"', page)
        fields = {"person": person, "to": to, "seen": seen or (sign or [""])[0]}
        return await send_form(self.browser(by), address, fields, to="/desk/leaving")


async def a_leavers_office(
    tools: Tools, installation: Installation, browsers, administrator: psycopg.Connection
) -> Office:
    """Five people, of whom one has all four cases."""
    administrator.execute("UPDATE organisations SET closed_on = current_date WHERE country = 'VN'")
    made = await an_organisation(tools.engine, tools.keyring.master, country="VN", locale="en")
    people = {}
    roles = {"leaver": Role.CASEWORKER, "reader": Role.CASEWORKER, "other": Role.CASEWORKER}
    for name, role in (roles | {"chief": Role.SUPERVISOR, "keeper": Role.ADMINISTRATOR}).items():
        reads = ("vi",) if name == "reader" else ()
        member = await a_member(tools.engine, made.id, role, name=name, reads=reads)
        people[name] = (member, browsers())
        await sign_in(people[name][1], member)
    cases = [await a_case(installation, country="VN") for _ in range(4)]
    found = Office(tools, browsers, people, cases, administrator)
    for case in cases:
        await found.assign(case, "leaver")
    administrator.execute("UPDATE cases SET language = 'vi' WHERE id = %s", (cases[0].id,))
    return found
