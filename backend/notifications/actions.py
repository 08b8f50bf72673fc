"""Putting a message into the outbox, and delivering it by SMTP."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID, uuid4

import aiosmtplib
from sqlalchemy import insert, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.languages.messages import render
from backend.notifications.models import OutboxMessage
from backend.notifications.rules import TEMPLATES

# What a mail server accepts is wider; whatever could end a line or a command is outside this.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}")


@dataclass(frozen=True)
class Waiting:
    """Something that waits for one person. ``about`` is a case or an organisation."""

    about: UUID
    parties: tuple[UUID, ...]
    template: str
    locale: str
    at: datetime
    reference: str | None = None
    staff_id: UUID | None = None


@dataclass(frozen=True)
class Mailer:
    """How mail leaves: ``url`` as smtp://user:password@host:port or smtps://…; none means stay."""

    url: str | None
    sender: str
    public_origin: str
    desk_origin: str


def is_deliverable(address: str) -> bool:
    return _ADDRESS.fullmatch(address) is not None


async def put_into_outbox(session: AsyncSession, waiting: Waiting) -> UUID:
    """Keep the message; its delivery is a job of its own."""
    message_id = uuid4()
    await session.exec(
        insert(OutboxMessage).values(
            case_id=waiting.about,
            id=message_id,
            parties=list(waiting.parties),
            template=waiting.template,
            locale=waiting.locale,
            reference=waiting.reference,
            staff_id=waiting.staff_id,
            state="waiting",
            attempts=0,
            created_at=waiting.at,
        )
    )
    return message_id


async def settle(
    session: AsyncSession, message: tuple[UUID, UUID], state: str, at: datetime
) -> None:
    """Note how a delivery ended: ``sent``, ``failed``, ``no_address`` or ``kept`` (no SMTP)."""
    case_id, message_id = message
    await session.exec(
        update(OutboxMessage)
        .where(col(OutboxMessage.case_id) == case_id, col(OutboxMessage.id) == message_id)
        .values(state=state, settled_at=at, attempts=OutboxMessage.attempts + 1)
    )


def letter(template_name: str, locale: str, mailer: Mailer) -> EmailMessage:
    """The mail itself. No header and no line of it was typed by a person."""
    template = TEMPLATES[template_name]
    origin = mailer.desk_origin if template.for_staff else mailer.public_origin
    path = template.link if template.for_staff else f"{locale}/{template.link}"
    mail = EmailMessage()
    mail["From"] = mailer.sender
    # The address was typed by somebody; it goes into the envelope only, never into a header.
    mail["To"] = "undisclosed-recipients:;"
    mail["Subject"] = render(template.subject, locale)
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = locale
    mail.set_content(render(template.body, locale, link=f"{origin}/{path}"))
    return mail


async def deliver(mail: EmailMessage, address: str, mailer: Mailer) -> None:
    """Hand the mail to the server of the settings.

    Raises ``aiosmtplib.SMTPException`` or ``OSError`` where it refused or was out of reach; the job
    tries again later.
    """
    server = aiosmtplib.SMTP(**_connection(mailer.url or ""), timeout=20)
    async with server:
        await server.send_message(mail, recipients=[address])


def _connection(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    secure = parts.scheme == "smtps"
    return {
        "hostname": parts.hostname,
        "port": parts.port or (465 if secure else 25),
        "use_tls": secure,
        "username": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
    }
