"""What waits for two people who file for others: a form, a table, and a receipt to hand over."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from backend import clock
from backend.accounts.queries import held_keys
from backend.cases.queries.cases import case_by_id
from backend.cases.queries.clocks import clock_rows
from backend.cases.rules.on_behalf import Agreed
from backend.database.doors import transaction
from backend.demonstration.cases import CasesToLoad
from backend.demonstration.filing import contents_of, secret_of
from backend.demonstration.reading import complaints
from backend.grievances.queries.opening import case_of_code
from backend.grievances.rules.draft import SentReceipt
from backend.grievances.rules.receipt_code import code_hash
from backend.on_behalf.actions.keeping import keep_filing, keep_sheets
from backend.on_behalf.queries.filings import filing_of
from backend.on_behalf.queries.offices import with_language
from backend.on_behalf.rules.filing import Entry, FilingContents, Sheet
from backend.sealing.keys import HeldKeys
from backend.sealing.tools import Tools

OFFICE = "th-office"
WHO = ("supervisor@th.example", "helper@th.example")
ZONE = "Asia/Bangkok"
ROWS = 3


async def load_filings(tools: Tools, wanted: CasesToLoad) -> None:
    at = clock.now()
    async with transaction(tools.engine) as session:
        held = await held_keys(session, tools.keyring, wanted.organisations[OFFICE])
        for email in WHO:
            await _load(session, (tools, held), wanted.staff[email], at)


async def _load(
    session: AsyncSession, keys: tuple[Tools, HeldKeys], staff_id: UUID, at: datetime
) -> None:
    tools, held = keys
    entries = tuple(_entry(number, at) for number in range(ROWS))
    one = FilingContents(zone=ZONE, entries=entries[:1])
    table = FilingContents(zone=ZONE, entries=entries)
    for contents, many in ((one, False), (table, True)):
        await keep_filing(session, held, staff_id, (uuid4(), contents, many), at)
    filed = uuid4()
    await keep_filing(session, held, staff_id, (filed, one, False), at)
    whose = (held.organisation_id, staff_id, filed)
    filing = await filing_of(session, tools.keyring, whose, at)
    sheets = FilingContents(zone=ZONE, sheets=(await _sheet(session, 0),))
    await keep_sheets(session, filing, sheets, at)


def _entry(number: int, at: datetime) -> Entry:
    entry = complaints()[number]
    return with_language(
        Entry(
            contents=contents_of(entry, uuid4()),
            channel="counter",
            agreed=Agreed.ALOUD,
            received_on=(at - timedelta(days=1)).date(),
            locale=entry["language"],
            row=number + 2,
        )
    )


async def _sheet(session: AsyncSession, number: int) -> Sheet:
    """Of a complaint of the demonstration, as if it had been filed at a counter."""
    secret = secret_of(number)
    case_id = await case_of_code(session, code_hash(secret))
    case = await case_by_id(session, case_id) if case_id else None
    if case is None:
        raise LookupError(number)
    told = {row.name: row.told_on or case.filed_on for row in await clock_rows(session, case.id)}
    receipt = SentReceipt(
        reference=case.reference,
        secret=secret,
        filed_on=case.filed_on,
        acknowledge_by=told.get("acknowledge", case.filed_on),
        decide_by=told.get("decide", case.filed_on),
    )
    return Sheet(
        row=1,
        locale=case.interface_language,
        country=case.country,
        danger=case.danger,
        received_on=case.filed_on,
        receipt=receipt,
    )
