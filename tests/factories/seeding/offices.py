"""The offices of a seeded installation, their staff and the systems that people complain about."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.accounts.actions.organisations import NewOrganisation, set_up_organisation
from backend.accounts.actions.passwords import hash_password
from backend.accounts.actions.people import NewColleague, join_at_once
from backend.accounts.rules import OrganisationKind, Role
from backend.database.doors import transaction
from backend.demonstration.organisations import SET_UP, load_organisations, load_staff
from backend.demonstration.register import load_systems, load_updates
from backend.sealing.tools import Tools

PASSWORD = "a sentence for seeded desks"
#: Beside those of the demonstration: slug, country, language, name.
MORE = (
    ("ph-office", "PH", "en", "AI Complaints Desk, Manila"),
    ("vn-office", "VN", "vi", "Ban tiếp nhận khiếu nại AI, Hà Nội"),
)
ROLES = (Role.CASEWORKER, Role.SUPERVISOR, Role.REVIEWER, Role.COMMUNICATIONS, Role.ADMINISTRATOR,
         Role.AUDITOR)  # fmt: skip


@dataclass(frozen=True)
class Offices:
    """By slug; staff by e-mail address."""

    organisations: dict[str, UUID]
    staff: dict[str, UUID]

    def staff_for(self, country: str) -> dict[str, UUID]:
        """Where the demonstration knows Bangkok's people only, those of the country's office."""
        own = {slug[:2]: slug for slug, code, _, _ in MORE if code == country}
        known = dict(self.staff)
        for part in own:
            for role in ROLES:
                known[f"{role}@th.example"] = self.staff[f"{role}@{part}.example"]
        return known


async def set_up_offices(tools: Tools, at: datetime) -> Offices:
    async with transaction(tools.engine) as session:
        master = tools.keyring.master
        organisations = await load_organisations(session, master, at)
        staff = await load_staff(session, organisations, PASSWORD, at)
        hashed = await hash_password(PASSWORD)
        for slug, country, locale, name in MORE:
            new = NewOrganisation(
                slug, OrganisationKind.RECEIVING_OFFICE, country, locale, {"en": name}
            )
            organisations[slug] = await set_up_organisation(
                session, new, master, (at - SET_UP).date()
            )
            for role in ROLES:
                member = NewColleague(
                    new.id, f"{role}@{slug[:2]}.example", f"{role} {country}", role, locale,
                    (locale, "en"),
                )  # fmt: skip
                await join_at_once(session, member, hashed, at - SET_UP)
                staff[member.email] = member.id
        systems = await load_systems(session, organisations, at)
        await load_updates(session, systems, staff, at)
    return Offices(organisations, staff)
