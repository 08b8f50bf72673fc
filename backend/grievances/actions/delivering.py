"""Delivering one message of the outbox."""

from asyncio import gather
from collections.abc import Mapping, Sequence
from uuid import UUID

from backend import clock
from backend.accounts.queries.addresses import staff_addresses
from backend.database.doors import transaction
from backend.grievances.actions.taking_in import address_of_complainant
from backend.notifications import queries
from backend.notifications.actions.mailing import (
    Mailer,
    NoSuchRecipient,
    NotAccepted,
    deliver,
    is_deliverable,
    letter,
    named,
)
from backend.notifications.actions.outbox import keep, settle, take_out_kept
from backend.notifications.queries import OutboxLine
from backend.notifications.rules import MOST_ATTEMPTS, State
from backend.sealing.tools import Tools


def mailer_of(tools: Tools) -> Mailer | None:
    """Nothing where no mail server is set."""
    chosen = tools.settings
    if chosen.smtp_url is None:
        return None
    return Mailer(chosen.smtp_url, chosen.mail_from, chosen.public_origin, chosen.desk)


async def deliver_messages(tools: Tools, about: UUID, message_ids: Sequence[UUID]) -> None:
    """Send those that are not settled yet; without SMTP they stay in the outbox.

    The server is spoken to outside any transaction, so that a slow one holds nothing.
    ``NotAccepted`` where one is to be tried again.
    """
    mailer = mailer_of(tools)
    async with transaction(tools.engine) as session:
        if mailer is None:
            await keep(session, about, message_ids, clock.now())
            return
        messages = await queries.open_messages(session, about, message_ids)
        staff = await staff_addresses(session, (m.staff_id for m in messages if m.staff_id))
    faults: list[BaseException | None] = []
    for message in messages:
        # Whatever becomes of one, the others are sent.
        faults += await gather(_send(tools, message, staff, mailer), return_exceptions=True)
    for fault in filter(None, faults):
        raise fault


async def deliver_kept(tools: Tools) -> None:
    """All that waited for a mail server, once there is one."""
    more = mailer_of(tools) is not None
    while more:
        async with transaction(tools.engine) as session:
            more = await take_out_kept(session, clock.now()) > 0


async def _address(tools: Tools, message: OutboxLine, staff: Mapping[UUID, str]) -> str | None:
    if message.staff_id:
        return staff.get(message.staff_id)
    async with transaction(tools.engine) as session:
        at = clock.now()
        return await address_of_complainant(session, tools.keyring, message.case_id, at)


async def _send(
    tools: Tools, message: OutboxLine, staff: Mapping[UUID, str], mailer: Mailer
) -> None:
    key, address = (message.case_id, message.id), await _address(tools, message, staff)
    if address is None or not is_deliverable(address):
        await _settle(tools, key, State.NO_ADDRESS)
        return
    reference = message.reference or ""
    mail = letter(message.template, message.locale, mailer, clock.now(), reference)
    mail = named(mail, tools.keyring.master.name_of_mail(message.id), mailer)
    try:
        await deliver(mail, address, mailer)
    except NoSuchRecipient:
        await _settle(tools, key, State.FAILED)
    except NotAccepted:
        last = message.attempts + 1 >= MOST_ATTEMPTS
        await _settle(tools, key, State.FAILED if last else State.AGAIN)
        if not last:
            raise
    else:
        await _settle(tools, key, State.SENT)


async def _settle(tools: Tools, key: tuple[UUID, UUID], state: State) -> None:
    async with transaction(tools.engine) as session:
        await settle(session, key, state, clock.now())
