"""A mail server on this machine, and the worker that hands it the mail."""

import contextlib
import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from uuid import UUID

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from backend.database.addresses import Addresses
from backend.sealing.tools import Tools
from backend.worker import work
from tests.factories.ports import free_port


@dataclass
class Postbox:
    """What arrived. ``says`` answers a recipient with another line than 250."""

    port: int = field(default_factory=free_port)
    says: dict[str, str] = field(default_factory=dict)
    envelopes: list[Envelope] = field(default_factory=list)
    greetings: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802  the server calls it by this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list
    ) -> str:
        answer = self.says.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802  the server calls it by this name
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.greetings.append(str(session.host_name))
        self.envelopes.append(envelope)
        return "250 OK"

    def mails_to(self, address: str) -> list[EmailMessage]:
        found = [e for e in self.envelopes if address in e.rcpt_tos]
        return [message_from_bytes(_content(e), policy=POLICY) for e in found]

    def raw_to(self, address: str) -> bytes:
        return b"".join(_content(e) for e in self.envelopes if address in e.rcpt_tos)


def _content(envelope: Envelope) -> bytes:
    assert isinstance(envelope.content, bytes)
    return envelope.content


@contextlib.contextmanager
def open_postbox(postbox: Postbox) -> Iterator[Postbox]:
    controller = Controller(postbox, hostname="127.0.0.1", port=postbox.port)
    controller.start()
    try:
        yield postbox
    finally:
        controller.stop()


def with_mail(tools: Tools, url: str | None) -> Tools:
    settings = tools.settings.model_copy(
        update={
            "smtp_url": url,
            "mail_from": "Suara <no-reply@mail.example>",
            "public_origin": "https://suara.example",
            "desk_origin": "https://desk.example",
        }
    )
    return dataclasses.replace(tools, settings=settings)


def state_of(administrator: psycopg.Connection, case_id: UUID) -> tuple[str, int]:
    """Of the message to the complainant, and how often it was tried."""
    row = administrator.execute(
        "SELECT state, attempts FROM outbox WHERE case_id = %s AND staff_id IS NULL", (case_id,)
    ).fetchone()
    assert row
    return row


def make_due(administrator: psycopg.Connection) -> None:
    """What is to be tried again later is to be tried now."""
    administrator.execute(
        "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'"
    )


_DUE = (
    "SELECT count(*) FROM procrastinate_jobs"
    " WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())"
)


async def run_jobs(tools: Tools, database: Addresses) -> None:
    """As the worker runs them, until none is due, those that were put there by others included."""
    with psycopg.connect(database.worker, autocommit=True) as connection:
        for _ in range(20):
            await work(tools, database.worker, until_empty=True)
            if connection.execute(_DUE).fetchone() == (0,):
                return
    raise AssertionError("jobs make more and more jobs")
