"""Reading where people sign in with the account of their house, and who is known there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.models import (
    Identity,
    IdentityProvider,
    Invitation,
    Organisation,
    StaffMember,
)
from backend.accounts.queries import organisations
from backend.languages.texts import Worded


@dataclass(frozen=True)
class House:
    """An organisation whose people can sign in elsewhere."""

    slug: str
    name: Worded


async def providers_in_use(session: AsyncSession, locale: str) -> list[House]:
    query = select(IdentityProvider.organisation_id).where(col(IdentityProvider.active))
    ids = list((await session.exec(query)).all())
    known = await organisations(session, locale, ids=ids) if ids else {}
    houses = [House(line.slug, line.name) for line in known.values()]
    return sorted(houses, key=lambda house: house.name.text)


async def provider_of(session: AsyncSession, organisation_id: UUID) -> IdentityProvider | None:
    return await session.get(IdentityProvider, organisation_id)


async def provider_in_use(session: AsyncSession, slug: str) -> IdentityProvider | None:
    """None for an organisation without one, for a switched-off one and for none at all."""
    query = (
        select(IdentityProvider)
        .join(Organisation, col(Organisation.id) == IdentityProvider.organisation_id)
        .where(Organisation.slug == slug, col(Organisation.closed_on).is_(None))
        .where(col(IdentityProvider.active))
    )
    return (await session.exec(query)).first()


async def known_as(
    session: AsyncSession, organisation_id: UUID, issuer: str, subject: str
) -> StaffMember | None:
    """By issuer and subject, of the organisation whose provider it is; never by an address."""
    query = (
        select(StaffMember)
        .join(Identity, col(Identity.staff_id) == StaffMember.id)
        .where(Identity.issuer == issuer, Identity.subject == subject)
        .where(StaffMember.organisation_id == organisation_id)
        .where(col(StaffMember.left_at).is_(None))
    )
    return (await session.exec(query)).first()


async def invited_as(
    session: AsyncSession, organisation_id: UUID, email: str, at: datetime
) -> StaffMember | None:
    """Somebody with an open invitation of that organisation to that address."""
    query = (
        select(StaffMember)
        .join(Invitation, col(Invitation.staff_id) == StaffMember.id)
        .where(StaffMember.email == email.strip().lower())
        .where(StaffMember.organisation_id == organisation_id)
        .where(col(StaffMember.left_at).is_(None), col(StaffMember.password_hash).is_(None))
        .where(col(Invitation.used_at).is_(None), Invitation.expires_at > at)
    )
    return (await session.exec(query)).first()
