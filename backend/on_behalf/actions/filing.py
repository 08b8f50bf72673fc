"""Filing for somebody: one at the desk, many by the worker in one transaction."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import text, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.rules.on_behalf import Help
from backend.database.doors import transaction
from backend.database.queue import enqueue_first
from backend.errors import Conflict
from backend.grievances.actions.filing import Filing, file_grievance, receipt_of
from backend.on_behalf.actions.keeping import keep_sheets, note
from backend.on_behalf.models import DeskFiling
from backend.on_behalf.queries.filings import OpenFiling, filing_waiting
from backend.on_behalf.rules.filing import (
    Entry,
    FilingContents,
    FilingState,
    Sheet,
    received_at,
)
from backend.sealing.tools import Tools


class FiledMeanwhile(Conflict):
    """Somebody else filed it at the same moment; nothing is filed twice."""

    code = "changed_meanwhile"


#: So often it is said how far it has come.
TOLD_AFTER_EACH = 20


class ReadBackMeanwhile(Conflict):
    """Other answers were kept after the page was shown from which somebody read."""

    code = "changed_meanwhile"


def refuse_unseen(filing: OpenFiling, seen: str) -> None:
    """What was read back is what is filed. ``seen``: until when the page said that it is kept.

    Each change moves that moment.
    """
    if seen and seen != filing.line.expires_at.isoformat():
        raise ReadBackMeanwhile


async def file_one(session: AsyncSession, filing: OpenFiling, language: str, at: datetime) -> None:
    """File it and keep its receipt; one that was filed already stays as it is."""
    if filing.line.state is not FilingState.OPEN:
        return
    entry = filing.contents.entries[0].model_copy(update={"language": language})
    sheet, office = await _file(session, filing, (entry, frozenset()), at)
    await _filed(session, filing, (sheet,), at)
    if office != filing.line.organisation_id:
        facts: dict[str, object] = {"reference": sheet.receipt.reference}
        await note(session, filing, ("filing.elsewhere", facts), at)


async def hand_to_worker(session: AsyncSession, filing: OpenFiling, at: datetime) -> None:
    """From the second click on nothing happens any more."""
    if filing.line.state is not FilingState.OPEN:
        return
    await session.exec(
        update(DeskFiling)
        .where(col(DeskFiling.id) == filing.id, col(DeskFiling.state) == FilingState.OPEN)
        .values(state=FilingState.WAITING, done=0)
    )
    await enqueue_first(session, "on_behalf.file_many", filing_id=str(filing.id))
    await note(session, filing, ("filing.many", {"count": filing.line.total}), at)


async def file_many(tools: Tools, filing_id: UUID, at: datetime) -> None:
    """All of a table or nothing: one transaction, in which its receipts are kept too."""
    async with transaction(tools.engine) as session:
        # Of two workers with the same job the second waits, and finds it filed.
        await (await session.connection()).execute(
            text("SELECT pg_advisory_xact_lock(:key)"), {"key": _lock_of(filing_id)}
        )
        filing = await filing_waiting(session, tools.keyring, filing_id)
        if filing is None:
            return
        sheets: list[Sheet] = []
        told: frozenset[UUID] = frozenset()
        for entry in filing.contents.entries:
            sheet, office = await _file(session, filing, (entry, told), at)
            sheets, told = [*sheets, sheet], told | {office}
            if len(sheets) % TOLD_AFTER_EACH == 0:
                await _tell_how_far(tools, filing_id, len(sheets))
        await _filed(session, filing, tuple(sheets), at)


def _lock_of(filing_id: UUID) -> int:
    return int.from_bytes(sha256(filing_id.bytes).digest()[:8], "big", signed=True)


async def _tell_how_far(tools: Tools, filing_id: UUID, done: int) -> None:
    """In a transaction of its own: of the other nobody sees anything before its end."""
    async with transaction(tools.engine) as session:
        await session.exec(
            update(DeskFiling).where(col(DeskFiling.id) == filing_id).values(done=done)
        )


async def _file(
    session: AsyncSession, filing: OpenFiling, one: tuple[Entry, frozenset[UUID]], at: datetime
) -> tuple[Sheet, UUID]:
    """The sheet, and the office that got it. ``one``: with the offices that heard of the table."""
    entry, told = one
    filed = Filing(
        contents=entry.contents,
        interface_language=entry.locale,
        language=entry.language,
        language_read=entry.language_read,
        channel=entry.channel,
        help=Help(filing.line.staff_id, entry.agreed, at),
        told=told,
    )
    received = received_at(entry.received_on, filing.contents.zone, at)
    opened = await file_grievance(session, filed, received)
    sheet = Sheet(
        row=entry.row,
        locale=entry.locale,
        country=entry.contents.country,
        danger=entry.contents.danger,
        received_on=entry.received_on,
        receipt=receipt_of(filed.secret, opened),
    )
    return sheet, opened.parties[0]


async def _filed(
    session: AsyncSession, filing: OpenFiling, sheets: tuple[Sheet, ...], at: datetime
) -> None:
    contents = FilingContents(zone=filing.contents.zone, sheets=sheets)
    if not await keep_sheets(session, filing, contents, at):
        raise FiledMeanwhile
