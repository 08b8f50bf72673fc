"""The code that works once, from the worker by mail; and the new receipt that it is good for."""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import held_keys, organisation
from backend.audit.actions import Actor, Happening, record
from backend.cases.actions.clocks import local_day
from backend.cases.queries.cases import case_by_id, lock_case
from backend.cases.rules.case import KnownCase
from backend.clock import to_the_hour
from backend.database.doors import enter, transaction
from backend.errors import Fault, Unacceptable
from backend.grievances.actions.delivering import mailer_of
from backend.grievances.actions.drafting import keep_draft, new_draft
from backend.grievances.actions.taking_in import address_of_complainant
from backend.grievances.models import Reissue
from backend.grievances.queries.drafts import OpenDraft
from backend.grievances.queries.reissues import (
    OneTimeCode,
    code_that_works_once,
    open_reissue,
    wrapped_place,
)
from backend.grievances.queries.told_days import told_days
from backend.grievances.rules import receipt_code
from backend.grievances.rules.draft import DraftContents, SentReceipt
from backend.languages.formats import format_date
from backend.notifications.actions.mailing import (
    NoSuchRecipient,
    NotAccepted,
    deliver,
    is_deliverable,
    letter_with_code,
)
from backend.sealing.actions import slot_for_receipt
from backend.sealing.keys import unwrap_for_receipt, wrap_for_receipt
from backend.sealing.queries import keys_for_organisation
from backend.sealing.tools import Tools

WORKS_FOR = timedelta(days=7)


async def send_new_code(tools: Tools, key: tuple[UUID, UUID], at: datetime) -> None:
    """Kept before it is sent, so that it works when it arrives; it stays in memory and the mail.

    ``NotAccepted`` where it is to be tried again, with another code.
    """
    mailer, secret = mailer_of(tools), receipt_code.secret_from(os.urandom(15))
    if mailer is None:
        raise NotAccepted
    async with transaction(tools.engine) as session:
        case = await _keep_code(session, tools, key, secret, at)
        if case is None:
            return
        address = await address_of_complainant(session, tools.keyring, case.id, at)
        office = await organisation(session, case.handler_id, "en")
    if address is None or not is_deliverable(address) or office is None:
        return
    until = format_date(local_day(office, at + WORKS_FOR), case.interface_language)
    mail = letter_with_code(
        receipt_code.in_letters(secret), until, case.interface_language, mailer
    )  # fmt: skip
    try:
        await deliver(mail, address, mailer)
    except NoSuchRecipient:
        return


async def _keep_code(
    session: AsyncSession, tools: Tools, key: tuple[UUID, UUID], secret: bytes, at: datetime
) -> KnownCase | None:
    """Nothing where it was dropped, or the case destroyed, in the meantime."""
    case = await lock_case(session, key[0])
    line = await open_reissue(session, key[0]) if case else None
    if case is None or case.destroyed_on or line is None or line.agreed_by is None:
        return None
    held = await held_keys(session, tools.keyring, case.handler_id)
    keys = await keys_for_organisation(session, case.id, held)
    if line.id != key[1] or "account" not in keys:
        return None
    await session.exec(
        update(Reissue)
        .where(col(Reissue.case_id) == case.id, col(Reissue.id) == line.id)
        .values(
            code_hash=receipt_code.code_hash(secret),
            wrapped=wrap_for_receipt(keys["account"], secret, wrapped_place(line.id)),
            expires_at=at + WORKS_FOR,
        )
    )
    return case


async def use_code(session: AsyncSession, typed: str, at: datetime) -> OpenDraft | None:
    """The new receipt, left to be read where a receipt always is; nothing for a wrong code.

    The old code and whatever was begun with it are dead from here on.
    """
    secret = receipt_code.read_code(typed)
    found = await code_that_works_once(session, receipt_code.code_hash(secret))
    if found is None or found.expires_at <= at:
        return None
    account_key = unwrap_for_receipt(found.wrapped, secret, wrapped_place(found.id))
    fresh = receipt_code.secret_from(os.urandom(15))
    if not await _exchange(session, found, (account_key, fresh), at):
        return None
    await enter(session, receipt=receipt_code.code_hash(fresh), case_id=found.case_id)
    case = await case_by_id(session, found.case_id)
    if case is None:
        raise Unacceptable(Fault("receipt_code", "one_time_code_unknown"))
    await _note(session, case, at)
    return await _receipt_to_read(session, case, fresh, at)


async def _exchange(
    session: AsyncSession, found: OneTimeCode, keys: tuple[bytes, bytes], at: datetime
) -> bool:
    account_key, fresh = keys
    slot = slot_for_receipt(found.case_id, account_key, fresh)
    connection = await session.connection()
    done = await connection.exec_driver_sql(
        "SELECT use_reissue(%s, %s, %s, %s)",
        (receipt_code.code_hash(fresh), slot["id"], slot["wrapped"], to_the_hour(at)),
    )
    return bool(done.scalar_one())


async def _note(session: AsyncSession, case: KnownCase, at: datetime) -> None:
    actor, parties = Actor("complainant"), (case.handler_id,)
    happening = Happening("case.receipt_renewed", actor, case.id, parties, to_the_hour(at))
    await record(session, happening)


async def _receipt_to_read(
    session: AsyncSession, case: KnownCase, fresh: bytes, at: datetime
) -> OpenDraft:
    due = await told_days(session, case.id)
    days = {name: due.get(name, case.filed_on) for name in ("acknowledge", "decide")}
    receipt = SentReceipt(
        reference=case.reference, secret=fresh, filed_on=case.filed_on,
        acknowledge_by=days["acknowledge"], decide_by=days["decide"], renewed=True,
    )  # fmt: skip
    draft = new_draft()
    contents = DraftContents(
        case_id=draft.contents.case_id, account_key=draft.contents.account_key,
        country=case.country, danger=case.danger, receipt=receipt,
    )  # fmt: skip
    await keep_draft(session, draft, contents, at)
    return replace(draft, contents=contents)
