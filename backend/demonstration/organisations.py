"""Offices, owners and their staff."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.actions.organisations import NewOrganisation, set_up_organisation
from backend.accounts.actions.passwords import hash_password
from backend.accounts.actions.people import NewColleague, join_at_once
from backend.accounts.rules import OrganisationKind, Role
from backend.demonstration.reading import data
from backend.sealing.keys import MasterKey

SET_UP = timedelta(days=500)


async def load_organisations(
    session: AsyncSession, master: MasterKey, at: datetime
) -> dict[str, UUID]:
    """By slug."""
    known = data("organisations")
    kinds = {
        OrganisationKind.RECEIVING_OFFICE: known["offices"],
        OrganisationKind.SYSTEM_OWNER: known["owners"],
    }
    made: dict[str, UUID] = {}
    for kind, entries in kinds.items():
        for entry in entries:
            new = _organisation(kind, entry)
            made[new.slug] = await set_up_organisation(session, new, master, (at - SET_UP).date())
    return made


def _organisation(kind: OrganisationKind, entry: dict[str, Any]) -> NewOrganisation:
    contact = "\n".join(entry[name] for name in ("address", "phone", "email") if name in entry)
    own = next((tag for tag in entry["languages"] if tag in entry["names"]), "en")
    return NewOrganisation(
        slug=entry["slug"],
        kind=kind,
        country=entry["country"],
        locale=own,
        names=entry["names"],
        subdivision=entry.get("subdivision"),
        intake=entry.get("intake", False),
        contact=contact,
    )


async def load_staff(
    session: AsyncSession, organisations: dict[str, UUID], password: str, at: datetime
) -> dict[str, UUID]:
    """By e-mail address. All have the same password, hashed once."""
    joined = at - SET_UP + timedelta(days=1)
    hashed = await hash_password(password)
    return {
        entry["email"]: await _member(session, organisations, entry, (hashed, joined))
        for entry in data("organisations")["staff"]
    }


async def _member(
    session: AsyncSession,
    organisations: dict[str, UUID],
    entry: dict[str, Any],
    how: tuple[str, datetime],
) -> UUID:
    new = NewColleague(
        organisations[entry["organisation"]],
        entry["email"],
        entry["name"],
        Role(entry["role"]),
        entry["language"],
        tuple(entry.get("reads", (entry["language"],))),
    )
    await join_at_once(session, new, *how)
    return new.id
