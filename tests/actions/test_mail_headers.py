"""No text that somebody typed, set or translated becomes a header of a mail or a reader of it."""

import email
import secrets
from collections.abc import Callable

import pytest
from pydantic import ValidationError

from backend import clock
from backend.app import Installation
from backend.database.addresses import Addresses
from backend.database.doors import transaction
from backend.database.queue import enqueue
from backend.grievances.actions.filing import Filing, file_grievance
from backend.grievances.rules.receipt_code import secret_from
from backend.notifications.actions.mailing import Mailer, _mail, is_deliverable
from backend.sealing.tools import Tools
from backend.settings import Settings
from tests.factories.accounts import an_organisation
from tests.factories.cases import a_story
from tests.factories.hostile_headers import TEXTS
from tests.factories.mail import Postbox, open_postbox, run_jobs, with_mail

pytestmark = pytest.mark.battery("T17")
MAILER = Mailer(
    "smtp://x", "Suara <no-reply@mail.example>", "https://suara.example", "https://d.example"
)
Counted = Callable[[str, int], None]


def headers_of(subject: str, body: str = "Hello") -> list[str]:
    """As somebody else reads them out of the bytes."""
    return email.message_from_bytes(
        _mail((subject, body), "en", MAILER, clock.now()).as_bytes()
    ).keys()


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_text_is_no_header(text: str, counted: Counted):
    usual = headers_of("Hello")
    assert len(set(usual)) == len(usual)
    assert headers_of(text) == usual
    assert headers_of("Hello", text) == usual
    counted("hostile texts for mail headers", 1)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_text_is_no_address(text: str):
    assert not is_deliverable(text)
    assert not is_deliverable(f"a{text}@reader.example")
    assert not is_deliverable(f"a@reader.example{text}")


def test_a_sender_that_is_more_than_one_is_not_set():
    refused = 0
    for text in TEXTS:
        try:
            kept = Settings(mail_from=f"{text} <a@mail.example>").mail_from
        except ValidationError:
            refused += 1
        else:
            made = Mailer("smtp://x", kept, "https://suara.example", "https://d.example")
            mail = _mail(("Hello", "Hello"), "en", made, clock.now())
            assert email.message_from_bytes(mail.as_bytes()).keys() == headers_of("Hello")
    assert refused >= 20


async def test_what_a_person_typed_is_in_no_mail(
    tools: Tools,
    installation: Installation,
    database: Addresses,
    scale: Callable[[int, int], int],
):
    """Filed past the form, which would refuse most of it; each is told that something waits."""
    await an_organisation(tools.engine, tools.keyring.master, country="SG", locale="en")
    readers = []
    for text in TEXTS[:: scale(6, 1)]:
        readers.append(f"{secrets.token_hex(6)}@reader.example")
        story = a_story(
            country="SG", account="It said no.", wanted=text[:200].replace("\0", ""),
            contact_way="email", name=text[:60].replace("\0", ""), email=readers[-1],
        )  # fmt: skip
        filing = Filing(story, "en", "en", secret=secret_from(secrets.token_bytes(32)))
        async with transaction(installation.engines["public"]) as session:
            case = await file_grievance(session, filing, clock.now())
        named = {"case_id": str(case.id), "template": "decided"}
        async with transaction(tools.engine) as session:
            await enqueue(session, "grievances.tell_complainant", **named)
    with open_postbox(Postbox()) as postbox:
        await run_jobs(with_mail(tools, postbox.url), database)
    for reader in readers:
        (raw,) = [postbox.raw_to(reader)]
        assert email.message_from_bytes(raw).keys() == headers_of("Hello")
        assert b"evil" not in raw
    assert not postbox.mails_to("thief@evil.example")
