"""Reading organisations and staff."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, or_
from sqlalchemy import select as columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.models import (
    Identity,
    Invitation,
    Organisation,
    OrganisationText,
    StaffMember,
)
from backend.accounts.rules import OrganisationKind, Role, languages_read
from backend.database.asked import asked_once
from backend.database.kept import kept
from backend.database.lines import lines, shown, shown_as
from backend.errors import Absent
from backend.jurisdictions.queries.days_off import days_off_at, days_off_by_place
from backend.languages.texts import Worded, best_text
from backend.languages.versions import FieldVersions, Version, texts_in
from backend.sealing.keys import HeldKeys, Keyring


@dataclass(frozen=True)
class OrganisationLine:
    """An organisation as other capabilities and pages know it."""

    id: UUID
    slug: str
    kind: OrganisationKind
    country: str
    subdivision: str | None
    sectors: tuple[str, ...]
    intake: bool
    locale: str
    contact: str
    languages: tuple[str, ...]
    public_key: bytes
    name: Worded
    notice: Worded
    days_off: tuple[date, ...] = ()


@dataclass(frozen=True)
class StaffLine:
    """Somebody who works for an organisation."""

    id: UUID
    organisation_id: UUID
    email: str
    name: str
    role: Role
    locale: str
    reads: list[str]

    @property
    def languages(self) -> frozenset[str]:
        """What they read: the language of their desk too."""
        return languages_read(self.locale, self.reads)


STAFF = shown_as(StaffLine, StaffMember)


@dataclass(frozen=True)
class Colleague(StaffLine):
    joined: bool


# The columns that the public door may read; the sealed private keys are not among them.
_SHOWN = tuple(
    col(getattr(Organisation, name))
    for name in OrganisationLine.__dataclass_fields__
    if name not in {"name", "notice", "days_off"}
)


async def organisations(
    session: AsyncSession, locale: str, *, ids: list[UUID] | None = None
) -> dict[UUID, OrganisationLine]:
    """Open organisations by id; all of them, or those named."""
    known = await _open_organisations(session, locale)
    return {one: known[one] for one in (known if ids is None else ids) if one in known}


@kept
async def _open_organisations(session: AsyncSession, locale: str) -> dict[UUID, OrganisationLine]:
    query = columns(*_SHOWN).where(col(Organisation.closed_on).is_(None))
    rows = (await (await session.connection()).execute(query)).all()
    said, off = await organisation_texts(session), await days_off_by_place(session)
    return {
        row.id: replace(
            _line(row, said[row.id], locale),
            days_off=days_off_at(off, (row.country, row.subdivision)),
        )
        for row in rows
    }


async def organisation_texts(session: AsyncSession) -> defaultdict[UUID, FieldVersions]:
    """What each says of itself, with what each of it was translated from."""
    found: defaultdict[UUID, FieldVersions] = defaultdict(dict)
    for row in (await session.exec(select(OrganisationText))).all():
        version = Version(row.text, row.of_version, row.of_text)
        found[row.organisation_id].setdefault(row.field, {})[row.locale] = version
    return found


async def organisation(
    session: AsyncSession, organisation_id: UUID, locale: str
) -> OrganisationLine | None:
    return (await organisations(session, locale, ids=[organisation_id])).get(organisation_id)


async def sealed_keys(session: AsyncSession, organisation_id: UUID) -> tuple[bytes, bytes] | None:
    """The organisation's private key and search key, both wrapped by the master key."""
    query = select(Organisation.sealed_private_key, Organisation.sealed_search_key).where(
        Organisation.id == organisation_id
    )
    row = (await session.exec(query)).first()
    return (row[0], row[1]) if row else None


async def staff_by_email(session: AsyncSession, email: str) -> StaffMember | None:
    query = select(StaffMember).where(
        StaffMember.email == email.strip().lower(), col(StaffMember.left_at).is_(None)
    )
    return (await session.exec(query)).first()


# By a password of their own, or with the account of the house.
_LINKED = shown(Identity, "staff_id").where(col(Identity.staff_id) == StaffMember.id)
_COLLEAGUES = (
    STAFF.add_columns(or_(col(StaffMember.password_hash).is_not(None), _LINKED.exists()))
    .where(col(StaffMember.organisation_id) == bindparam("organisation_id"))
    .where(col(StaffMember.left_at).is_(None))
    .order_by(col(StaffMember.name))
)


@asked_once
async def colleagues(session: AsyncSession, organisation_id: UUID) -> list[Colleague]:
    return await lines(session, Colleague, _COLLEAGUES, organisation_id=organisation_id)


async def invited_staff(session: AsyncSession, organisation_id: UUID, at: datetime) -> set[UUID]:
    """Those of the organisation's people whose invitation still works."""
    query = (
        select(Invitation.staff_id)
        .join(StaffMember, col(StaffMember.id) == Invitation.staff_id)
        .where(StaffMember.organisation_id == organisation_id)
        .where(col(Invitation.used_at).is_(None), Invitation.expires_at > at)
    )
    return set((await session.exec(query)).all())


async def open_invitation(
    session: AsyncSession, token_hash: bytes, at: datetime
) -> tuple[Invitation, StaffMember] | None:
    query = (
        select(Invitation, StaffMember)
        .join(StaffMember, col(StaffMember.id) == Invitation.staff_id)
        .where(Invitation.token_hash == token_hash, col(Invitation.used_at).is_(None))
        .where(Invitation.expires_at > at, col(StaffMember.left_at).is_(None))
    )
    row = (await session.exec(query)).first()
    return (row[0], row[1]) if row else None


def _line(row: Row[*tuple[Any, ...]], said: FieldVersions, locale: str) -> OrganisationLine:
    lists = {"sectors": tuple(row.sectors), "languages": tuple(row.languages)}
    return OrganisationLine(
        **(row._asdict() | lists),
        name=best_text(texts_in(said.get("name", {})), locale, row.locale),
        notice=best_text(texts_in(said.get("notice", {})), locale),
    )


async def held_keys(session: AsyncSession, keyring: Keyring, organisation_id: UUID) -> HeldKeys:
    """The organisation's keys, opened once for each process."""
    if organisation_id in keyring.held:
        return keyring.held[organisation_id]
    sealed = await sealed_keys(session, organisation_id)
    if sealed is None:
        raise Absent
    return keyring.hold(organisation_id, *sealed)


async def staff_by_id(session: AsyncSession, staff_id: UUID) -> StaffMember | None:
    query = select(StaffMember).where(StaffMember.id == staff_id)
    return (await session.exec(query.where(col(StaffMember.left_at).is_(None)))).first()


@kept
async def kind_and_country(
    session: AsyncSession, organisation_id: UUID
) -> tuple[OrganisationKind, str]:
    query = select(Organisation.kind, Organisation.country)
    found = (await session.exec(query.where(Organisation.id == organisation_id))).first()
    if found is None:
        raise Absent
    return OrganisationKind(found[0]), found[1]


async def organisation_by_slug(session: AsyncSession, slug: str) -> UUID | None:
    query = select(Organisation.id).where(Organisation.slug == slug)
    return (await session.exec(query)).first()


async def staff_names(
    session: AsyncSession, organisation_id: UUID, ids: list[UUID]
) -> dict[UUID, str]:
    """Of the organisation's people, of those who left too."""
    if not ids:
        return {}
    query = select(StaffMember.id, StaffMember.name).where(
        StaffMember.organisation_id == organisation_id, col(StaffMember.id).in_(ids)
    )
    return dict((await session.exec(query)).all())


async def organisation_people(
    session: AsyncSession, organisation_id: UUID
) -> list[tuple[UUID, str]]:
    """Everybody by name, those who left too."""
    query = (
        select(StaffMember.id, StaffMember.name)
        .where(StaffMember.organisation_id == organisation_id)
        .order_by(StaffMember.name, col(StaffMember.id))
    )
    return [(found, name) for found, name in (await session.exec(query)).all()]
