"""Keeping what was typed for somebody, and putting it away."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.audit.actions import Actor, Happening, record
from backend.on_behalf.models import DeskFiling
from backend.on_behalf.queries.filings import OpenFiling, key_place, sealed_place
from backend.on_behalf.rules.filing import HOURS_KEPT, FilingContents, FilingState
from backend.sealing.fields import seal
from backend.sealing.keys import HeldKeys, new_key, wrap_for_organisation


def kept_until(at: datetime) -> datetime:
    return at + timedelta(hours=HOURS_KEPT)


async def keep_filing(
    session: AsyncSession,
    held: HeldKeys,
    staff_id: UUID,
    kept: tuple[UUID, FilingContents, bool],
    at: datetime,
) -> None:
    """``kept``: its id, what is in it, whether it is a table. Sent twice, it is kept once."""
    filing_id, contents, many = kept
    key = new_key()
    row = insert(DeskFiling).values(
        id=filing_id,
        organisation_id=held.organisation_id,
        staff_id=staff_id,
        state=FilingState.OPEN,
        many=many,
        total=len(contents.entries),
        done=0,
        sealed=_sealed(filing_id, key, contents),
        wrapped_key=wrap_for_organisation(key, held.private.public, key_place(filing_id)),
        expires_at=kept_until(at),
    )
    await session.exec(row.on_conflict_do_nothing())


async def change_filing(
    session: AsyncSession, filing: OpenFiling, contents: FilingContents, at: datetime
) -> None:
    """Other answers to one that is being checked; the 24 hours begin anew."""
    await session.exec(
        update(DeskFiling)
        .where(col(DeskFiling.id) == filing.id, col(DeskFiling.state) == FilingState.OPEN)
        .values(sealed=_sealed(filing.id, filing.key, contents), expires_at=kept_until(at))
    )


async def keep_sheets(
    session: AsyncSession, filing: OpenFiling, contents: FilingContents, at: datetime
) -> bool:
    """From here on the receipts are what is kept; false where somebody was quicker."""
    kept = await session.exec(
        update(DeskFiling)
        .where(col(DeskFiling.id) == filing.id, col(DeskFiling.state) == filing.line.state)
        .values(
            state=FilingState.FILED,
            done=len(contents.sheets),
            sealed=_sealed(filing.id, filing.key, contents),
            expires_at=kept_until(at),
        )
    )
    return kept.rowcount == 1


async def put_away(session: AsyncSession, filing: OpenFiling, at: datetime) -> None:
    """The receipts are with their people: the codes are shown no more."""
    await drop_filing(session, filing)
    facts: dict[str, object] = {"count": len(filing.contents.sheets)}
    if len(filing.contents.sheets) == 1:
        facts |= {"reference": filing.contents.sheets[0].receipt.reference}
    await note(session, filing, ("filing.handed_over", facts), at)


async def drop_filing(session: AsyncSession, filing: OpenFiling) -> None:
    await session.exec(delete(DeskFiling).where(col(DeskFiling.id) == filing.id))


async def note(
    session: AsyncSession, filing: OpenFiling, what: tuple[str, dict[str, object]], at: datetime
) -> None:
    """On the record of the helper's own organisation: the case may be another office's."""
    action, facts = what
    organisation_id, helper = filing.line.organisation_id, Actor("staff", filing.line.staff_id)
    await record(session, Happening(action, helper, organisation_id, (organisation_id,), at, facts))


async def drop_old_filings(session: AsyncSession, at: datetime) -> None:
    await session.exec(delete(DeskFiling).where(col(DeskFiling.expires_at) < at))


def _sealed(filing_id: UUID, key: bytes, contents: FilingContents) -> bytes:
    return seal(key, contents.model_dump_json(), sealed_place(filing_id))
