"""Delivering one message of the outbox."""

from uuid import UUID

from aiosmtplib import SMTPException

from backend import clock
from backend.accounts.queries import staff_by_id
from backend.database.doors import transaction
from backend.grievances.actions.taking_in import address_of_complainant
from backend.notifications import queries
from backend.notifications.actions import Mailer, deliver, is_deliverable, letter, settle
from backend.notifications.queries import OutboxLine
from backend.sealing.tools import Tools

MOST_ATTEMPTS = 8


def mailer_of(tools: Tools) -> Mailer:
    chosen = tools.settings
    return Mailer(chosen.smtp_url, chosen.mail_from, chosen.public_origin, chosen.desk)


async def deliver_message(tools: Tools, key: tuple[UUID, UUID]) -> None:
    """Send it, unless it is settled already; without SMTP it stays in the outbox.

    The server is spoken to outside any transaction, so that a slow one holds nothing.
    """
    async with transaction(tools.engine) as session:
        message = await queries.outbox_message(session, key)
        if message is None or message.state not in {"waiting", "failed"}:
            return
        if tools.settings.smtp_url is None:
            await settle(session, key, "kept", clock.now())
            return
        address = await _address(tools, message)
    await _send(tools, message, address)


async def _address(tools: Tools, message: OutboxLine) -> str | None:
    async with transaction(tools.engine) as session:
        if message.staff_id is None:
            at = clock.now()
            return await address_of_complainant(session, tools.keyring, message.case_id, at)
        member = await staff_by_id(session, message.staff_id)
        return member.email if member else None


async def _send(tools: Tools, message: OutboxLine, address: str | None) -> None:
    key = (message.case_id, message.id)
    if address is None or not is_deliverable(address):
        await _settle(tools, key, "no_address")
        return
    mailer = mailer_of(tools)
    try:
        await deliver(letter(message.template, message.locale, mailer), address, mailer)
    except (SMTPException, OSError):
        await _settle(tools, key, "failed")
        raise
    await _settle(tools, key, "sent")


async def _settle(tools: Tools, key: tuple[UUID, UUID], state: str) -> None:
    async with transaction(tools.engine) as session:
        await settle(session, key, state, clock.now())
