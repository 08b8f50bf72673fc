"""An office with a system that another organisation answers for, and work at its desk."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from backend import clock
from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import OrganisationKind, Role, languages_read
from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.cases.rules.severity import Factors
from backend.database.doors import transaction
from backend.grievances.actions.following import Said, act_on_case, write_to_office
from backend.grievances.queries.opening import Opened
from backend.sealing.tools import Tools
from backend.triage.queries.work import Person, Work, work_on
from backend.triage.rules.typed import Described
from tests.factories.accounts import a_member, an_organisation
from tests.factories.cases import a_case
from tests.factories.systems import a_system

CALM = Factors(1, "easy", "1", "no", "none")
ACCOUNT_KEY = b"k" * 32


@dataclass(frozen=True)
class Desk:
    """``system`` is the slug of a system in a sector that only this office works on."""

    tools: Tools
    installation: Installation
    office: NewOrganisation
    owner: NewOrganisation
    system: str

    async def case(self, at: datetime | None = None, **changes: Any) -> OpenedCase:
        """Filed about the system, so that routing leads here."""
        given = {"country": self.office.country, "system": self.system, "account_key": ACCOUNT_KEY}
        opened = await a_case(self.installation, at, **(given | changes))
        assert opened.parties == (self.office.id,)
        return opened

    async def member(self, role: Role = Role.CASEWORKER, **changes: object) -> NewColleague:
        at = self.owner if role is Role.SYSTEM_OWNER else self.office
        return await a_member(self.tools.engine, at.id, role, **changes)

    def described(self, **changes: Any) -> Described:
        values = {"subtype": "B02", "factors": CALM, "system": self.system, "language": "en"}
        return Described(**(values | changes))

    @asynccontextmanager
    async def work(
        self, member: NewColleague, reference: str, seen: tuple[int | None, datetime | None]
    ) -> AsyncIterator[tuple[AsyncSession, Work]]:
        """``seen``: the revision that the person saw, and the moment."""
        revision, at = seen
        person = Person(
            member.id,
            member.organisation_id,
            member.role.value,
            member.locale,
            languages_read(member.locale, member.reads),
        )
        engine = self.installation.engines["desk"]
        asked = (reference, revision, at or clock.now())
        assert self.installation.keyring
        async with transaction(engine, organisation=member.organisation_id) as session:
            yield session, await work_on(session, self.installation.keyring, person, asked)

    async def do(
        self,
        act: Callable[[AsyncSession, Work, Any], Awaitable[Any]],
        case: OpenedCase,
        typed: Any,
        **by: Any,
    ) -> Any:
        """One act at the desk; ``by``: ``member``, ``at``, ``revision``."""
        member = by.get("member") or await self.member()
        seen = (by.get("revision"), by.get("at"))
        async with self.work(member, case.reference, seen) as (session, work):
            return await act(session, work, typed)

    async def complainant_writes(self, case: OpenedCase, text: str, at: datetime) -> None:
        async with self._following(case) as session:
            await write_to_office(session, self._opened(case), Said(text, "en"), at)

    async def complainant_acts(self, case: OpenedCase, act: str, at: datetime) -> None:
        async with self._following(case) as session:
            await act_on_case(session, self._opened(case), act, Said("", "en"), at)

    def _opened(self, case: OpenedCase) -> Opened:
        return Opened(case.id, b"", ACCOUNT_KEY)

    @asynccontextmanager
    async def _following(self, case: OpenedCase) -> AsyncIterator[AsyncSession]:
        engine = self.installation.engines["public"]
        async with transaction(engine, case_id=case.id) as session:
            yield session


async def a_desk(tools: Tools, installation: Installation, **changes: Any) -> Desk:
    """In Singapore, unless changed."""
    sector = f"T{secrets.token_hex(3)}"
    place = {"country": "SG", "locale": "en"} | changes
    master = tools.keyring.master
    office = await an_organisation(tools.engine, master, sectors=(sector,), **place)
    kind = OrganisationKind.SYSTEM_OWNER
    owner = await an_organisation(tools.engine, master, kind=kind, country=office.country)
    about = {"sector": sector, "countries": (office.country,)}
    system = await a_system(tools.engine, owner.id, **about)
    return Desk(tools, installation, office, owner, system.slug)
