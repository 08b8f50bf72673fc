"""What somebody of the staff has not filed yet, and receipts that they have not handed over."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import held_keys
from backend.errors import Absent
from backend.on_behalf.models import DeskFiling
from backend.on_behalf.rules.filing import FilingContents, FilingState
from backend.sealing.fields import Place, unseal
from backend.sealing.keys import HeldKeys, Keyring, unwrap_for_organisation


@dataclass(frozen=True)
class FilingLine:
    """One of a list, unopened."""

    id: UUID
    organisation_id: UUID
    staff_id: UUID
    state: FilingState
    many: bool
    total: int
    done: int
    expires_at: datetime


@dataclass(frozen=True)
class OpenFiling:
    """``key`` seals what is kept of it."""

    line: FilingLine
    contents: FilingContents
    key: bytes

    @property
    def id(self) -> UUID:
        return self.line.id


def sealed_place(filing_id: UUID) -> Place:
    return Place("desk_filings", "sealed", filing_id)


def key_place(filing_id: UUID) -> Place:
    return Place("desk_filings", "wrapped_key", filing_id)


async def filings_of(
    session: AsyncSession, staff: tuple[UUID, UUID], at: datetime
) -> list[FilingLine]:
    """``staff``: the organisation and the person; what expires first stands first."""
    organisation_id, staff_id = staff
    query = (
        select(DeskFiling)
        .where(DeskFiling.organisation_id == organisation_id, DeskFiling.staff_id == staff_id)
        .where(DeskFiling.expires_at > at)
        .order_by(col(DeskFiling.expires_at), col(DeskFiling.id))
    )
    return [_line(row) for row in (await session.exec(query)).all()]


async def filing_of(
    session: AsyncSession, keyring: Keyring, whose: tuple[UUID, UUID, UUID], at: datetime
) -> OpenFiling:
    """``whose``: organisation, person and filing; of anybody else it is as if it were not.

    It is held until the transaction ends, so that two clicks come one after the other.
    """
    organisation_id, staff_id, filing_id = whose
    query = select(DeskFiling).where(
        DeskFiling.id == filing_id, DeskFiling.organisation_id == organisation_id
    )
    held = query.with_for_update().execution_options(populate_existing=True)
    row = (await session.exec(held)).first()
    if row is None or row.staff_id != staff_id or row.expires_at <= at:
        raise Absent
    return _opened(row, await held_keys(session, keyring, organisation_id))


async def filing_waiting(
    session: AsyncSession, keyring: Keyring, filing_id: UUID
) -> OpenFiling | None:
    """For the worker, which holds it in another way: its progress must be seen meanwhile."""
    query = select(DeskFiling).where(
        DeskFiling.id == filing_id, DeskFiling.state == FilingState.WAITING
    )
    row = (await session.exec(query)).first()
    if row is None:
        return None
    return _opened(row, await held_keys(session, keyring, row.organisation_id))


def _opened(row: DeskFiling, held: HeldKeys) -> OpenFiling:
    key = unwrap_for_organisation(row.wrapped_key, held.private, key_place(row.id))
    text = unseal(key, row.sealed, sealed_place(row.id))
    return OpenFiling(_line(row), FilingContents.model_validate_json(text), key)


def _line(row: DeskFiling) -> FilingLine:
    return FilingLine(**{name: getattr(row, name) for name in FilingLine.__dataclass_fields__})
