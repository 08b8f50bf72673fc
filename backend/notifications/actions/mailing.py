"""Writing a mail and handing it to the server of the settings."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import aiosmtplib

from backend import clock
from backend.languages.messages import render
from backend.notifications.rules import NEW_CODE_BODY, NEW_CODE_SUBJECT, TEMPLATES

# What a mail server accepts is wider; whatever could end a line or a command is outside this.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}")
# Plain letters only, so that every server between us and the reader can carry it.
_POLICY = SMTP.clone(cte_type="7bit")
_LONGEST_TALK = 20.0
_PERMANENT = 500


class NotAccepted(Exception):
    """The server was out of reach, or would not take the mail now. Names no address."""


class NoSuchRecipient(Exception):
    """The server will never take mail for this address."""


@dataclass(frozen=True)
class Mailer:
    """How mail leaves: ``url`` as smtp://user:password@host:port or smtps://…."""

    url: str
    sender: str
    public_origin: str
    desk_origin: str

    @property
    def domain(self) -> str:
        """Of the sender: named to servers in place of this machine."""
        return parseaddr(self.sender)[1].rpartition("@")[2] or "localhost"


def is_deliverable(address: str) -> bool:
    """No encoded word either: some mail program on the way would decode it."""
    return _ADDRESS.fullmatch(address) is not None and "=?" not in address


def letter(
    template_name: str, locale: str, mailer: Mailer, at: datetime, reference: str = ""
) -> EmailMessage:
    """The mail itself. No header and no line of it was typed by a person."""
    template = TEMPLATES[template_name]
    origin = mailer.desk_origin if template.for_staff else mailer.public_origin
    link = template.link.format(reference=reference)
    path = link if template.for_staff else f"{locale}/{link}"
    words = render(template.body, locale, link=f"{origin}/{path}", reference=reference)
    return _mail((render(template.subject, locale), words), locale, mailer, at)


def letter_with_code(code: str, until: str, locale: str, mailer: Mailer) -> EmailMessage:
    """``code``: of our own making, works once; ``until``: the day, as the reader writes it."""
    link = f"{mailer.public_origin}/{locale}/follow/lost"
    words = render(NEW_CODE_BODY, locale, link=link, code=code, until=until)
    return _mail((render(NEW_CODE_SUBJECT, locale), words), locale, mailer, clock.now())


def _mail(said: tuple[str, str], locale: str, mailer: Mailer, at: datetime) -> EmailMessage:
    """``said``: subject and body."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = mailer.sender
    # The address was typed by somebody; it goes into the envelope only, never into a header.
    mail["To"] = "undisclosed-recipients:;"
    mail["Subject"] = _one_line(said[0])
    mail["Date"] = format_datetime(at.astimezone(UTC))
    mail["Message-ID"] = f"<{uuid4()}@{mailer.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(said[1])
    # After the content, which takes away what headers about content there were.
    mail["Content-Language"] = locale
    return mail


def _one_line(subject: str) -> str:
    """Subjects are ours, but they come from catalogues.

    Before Python 3.11.10 an encoded word with a line end within began another header
    (CVE-2024-6923), so none is left to be decoded.
    """
    return " ".join(subject.replace("\0", " ").split()).replace("=?", "= ?")


def named(mail: EmailMessage, name: str, mailer: Mailer) -> EmailMessage:
    """What is sent twice, because a worker died in between, is one mail for whoever gets it."""
    mail.replace_header("Message-ID", f"<{name}@{mailer.domain}>")
    return mail


async def deliver(mail: EmailMessage, address: str, mailer: Mailer) -> None:
    """Hand the mail to the server; ``NoSuchRecipient`` or, to be tried again, ``NotAccepted``."""
    try:
        server = aiosmtplib.SMTP(
            **_connection(mailer.url), local_hostname=mailer.domain, timeout=_LONGEST_TALK
        )
        async with server:
            await server.send_message(mail, recipients=[address])
    except aiosmtplib.SMTPRecipientsRefused as refusal:
        # Without a cause: the words of the server name the address.
        raise _about_recipient(refusal) from None
    except (aiosmtplib.SMTPException, OSError, ValueError):
        raise NotAccepted from None


def _about_recipient(refusal: aiosmtplib.SMTPRecipientsRefused) -> Exception:
    final = all(one.code >= _PERMANENT for one in refusal.recipients)
    return NoSuchRecipient() if final else NotAccepted()


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
