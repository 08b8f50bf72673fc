"""Delivering one message of the outbox."""

from asyncio import gather
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from procrastinate.jobs import Job

from backend import clock
from backend.accounts.queries.addresses import staff_addresses
from backend.database.doors import transaction
from backend.database.queue import take_away, waiting_behind
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

#: Of jobs whose messages are kept at once.
MOST_KEPT = 100


def mailer_of(tools: Tools) -> Mailer | None:
    """Nothing where no mail server is set."""
    chosen = tools.settings
    if chosen.smtp_url is None:
        return None
    return Mailer(chosen.smtp_url, chosen.mail_from, chosen.public_origin, chosen.desk)


async def deliver_messages(tools: Tools, job: Job) -> None:
    """Send those that are not settled yet; without SMTP they stay in the outbox."""
    mailer = mailer_of(tools)
    if mailer:
        await _send_all(tools, _named_in(job.task_kwargs), mailer)
    else:
        await _keep_all(tools, job)


def _named_in(given: Mapping[str, Any]) -> tuple[UUID, list[UUID]]:
    """What messages are about, and which they are."""
    named = (*given.get("message_ids", ()), given.get("message_id"))
    return UUID(given["case_id"]), [UUID(each) for each in named if each]


async def _keep_all(tools: Tools, job: Job) -> None:
    """Those too whose jobs wait behind this one: nothing else would become of them."""
    async with transaction(tools.engine) as session:
        behind = await waiting_behind(session, job, MOST_KEPT)
        named = [_named_in(given) for given in (job.task_kwargs, *behind.values())]
        message_ids = [message_id for _, ids in named for message_id in ids]
        await keep(session, {about for about, _ in named}, message_ids, clock.now())
        await take_away(session, behind)


async def _send_all(tools: Tools, named: tuple[UUID, list[UUID]], mailer: Mailer) -> None:
    """The server is spoken to outside any transaction, so that a slow one holds nothing.

    ``NotAccepted`` where one is to be tried again.
    """
    async with transaction(tools.engine) as session:
        messages = await queries.open_messages(session, *named)
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
