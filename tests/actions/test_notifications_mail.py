"""Mail by a real server: what arrives, what it says, and what becomes of what does not arrive."""

import secrets
import socket

import pytest

from backend import clock
from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.database.addresses import Addresses
from backend.database.doors import transaction
from backend.database.queue import enqueue
from backend.grievances.actions.filing import Filing, file_grievance
from backend.grievances.rules.receipt_code import secret_from
from backend.languages.messages import render
from backend.notifications.actions import outbox
from backend.notifications.actions.mailing import Mailer, letter
from backend.notifications.rules import MOST_ATTEMPTS, TEMPLATES
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.cases import a_story
from tests.factories.mail import (
    Postbox,
    make_due,
    open_postbox,
    run_jobs,
    state_of,
    with_mail,
)

CANARY = "kanarienvogel"
MAILER = Mailer(
    "smtp://x", "Suara <no-reply@mail.example>", "https://suara.example", "https://d.example"
)


@pytest.fixture(autouse=True)
async def office(tools: Tools):
    return await an_organisation(tools.engine, tools.keyring.master, country="SG", locale="en")


async def filed(
    installation: Installation, locale: str, **changes: object
) -> tuple[OpenedCase, str]:
    """A complaint with an address, and the address."""
    address = f"{secrets.token_hex(6)}@reader.example"
    story = a_story(
        country="SG", account=f"{CANARY} refused me", wanted=f"{CANARY} money",
        contact_way="email", name=f"{CANARY} Lim", email=changes.pop("email", address),
    )  # fmt: skip
    filing = Filing(story, locale, "en", secret=secret_from(secrets.token_bytes(32)))
    async with transaction(installation.engines["public"]) as session:
        return await file_grievance(session, filing, clock.now()), address


async def tell(tools: Tools, case: OpenedCase, template: str = "decided") -> None:
    async with transaction(tools.engine) as session:
        await enqueue(
            session, "grievances.tell_complainant", case_id=str(case.id), template=template
        )


@pytest.mark.parametrize("locale", ["th", "my", "en"])
async def test_the_complainant_reads_in_their_language_that_something_is_waiting(
    tools: Tools, installation: Installation, database: Addresses, administrator, locale: str
):
    case, address = await filed(installation, locale)
    await tell(tools, case)
    with open_postbox(Postbox()) as postbox:
        await run_jobs(with_mail(tools, postbox.url), database)
    (mail,) = postbox.mails_to(address)
    template, link = TEMPLATES["decided"], f"https://suara.example/{locale}/follow"
    assert mail["Subject"] == render(template.subject, locale)
    assert mail["Content-Language"] == locale
    assert mail.get_content().split() == render(template.body, locale, link=link).split()
    assert state_of(administrator, case.id) == ("sent", 1)


async def test_a_mail_says_no_word_of_the_case_and_names_neither_reader_nor_machine(
    tools: Tools, installation: Installation, database: Addresses
):
    case, address = await filed(installation, "en")
    await tell(tools, case)
    with open_postbox(Postbox()) as postbox:
        await run_jobs(with_mail(tools, postbox.url), database)
    (mail,) = postbox.mails_to(address)
    raw = postbox.raw_to(address).decode("ascii")
    text = (raw + mail.get_content()).lower()
    for secret in (CANARY, address, case.reference.lower(), str(case.id), "singapore", "decided"):
        assert secret not in text
    for machine in {socket.gethostname(), socket.getfqdn()} - {"localhost"}:
        assert machine.lower() not in text
    assert mail["Message-ID"].endswith("@mail.example>")
    assert mail["Date"].datetime.tzinfo
    assert mail["To"] == "undisclosed-recipients:;"
    assert set(postbox.greetings) == {"mail.example"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_mail_travels_in_plain_letters_and_arrives_as_written(name: str):
    template = TEMPLATES[name]
    mail = letter(name, "en-XA", MAILER, clock.now(), "TH-2026-ABCDE")
    assert mail.as_bytes().isascii()
    origin = MAILER.desk_origin if template.for_staff else f"{MAILER.public_origin}/en-XA"
    named = {"reference": "TH-2026-ABCDE"}
    link = f"{origin}/{template.link.format(**named)}"
    assert mail.get_content().split() == render(template.body, "en-XA", link=link, **named).split()
    assert mail["Subject"] == render(template.subject, "en-XA")


@pytest.mark.battery("T6")
async def test_an_address_that_the_server_does_not_know_is_not_tried_again(
    tools: Tools, installation: Installation, database: Addresses, administrator
):
    case, address = await filed(installation, "en")
    await tell(tools, case)
    with open_postbox(Postbox(says={address: "550 no such person"})) as postbox:
        await run_jobs(with_mail(tools, postbox.url), database)
        make_due(administrator)
        await run_jobs(with_mail(tools, postbox.url), database)
    assert postbox.mails_to(address) == []
    assert state_of(administrator, case.id) == ("failed", 1)


@pytest.mark.battery("T6")
async def test_a_server_that_is_busy_or_down_gets_the_mail_when_it_is_back(
    tools: Tools, installation: Installation, database: Addresses, administrator
):
    case, address = await filed(installation, "en")
    await tell(tools, case)
    postbox = Postbox(says={address: "451 busy"})
    await run_jobs(with_mail(tools, postbox.url), database)
    assert state_of(administrator, case.id) == ("again", 1)
    with open_postbox(postbox):
        make_due(administrator)
        await run_jobs(with_mail(tools, postbox.url), database)
        assert state_of(administrator, case.id) == ("again", 2)
        postbox.says.clear()
        make_due(administrator)
        await run_jobs(with_mail(tools, postbox.url), database)
    assert len(postbox.mails_to(address)) == 1
    assert state_of(administrator, case.id) == ("sent", 3)


@pytest.mark.battery("T6")
async def test_after_the_last_attempt_it_is_given_up(
    tools: Tools, installation: Installation, database: Addresses, administrator
):
    case, _ = await filed(installation, "en")
    await tell(tools, case)
    nobody = with_mail(tools, Postbox().url)
    for _ in range(MOST_ATTEMPTS):
        make_due(administrator)
        await run_jobs(nobody, database)
    assert state_of(administrator, case.id) == ("failed", MOST_ATTEMPTS)
    left = administrator.execute(
        "SELECT count(*) FROM procrastinate_jobs WHERE args->>'case_id' = %s AND status = 'todo'",
        (str(case.id),),
    ).fetchone()
    assert left == (0,)


@pytest.mark.battery("T6")
async def test_without_a_mail_server_messages_wait_and_all_go_once_there_is_one(
    tools: Tools, installation: Installation, database: Addresses, administrator, monkeypatch
):
    """However many wait, of others too: the outbox is emptied a few at a time."""
    monkeypatch.setattr(outbox, "MOST_AT_ONCE", 2)
    told = [await filed(installation, "en") for _ in range(5)]
    for case, _ in told:
        await tell(tools, case)
    await run_jobs(with_mail(tools, None), database)
    assert {state_of(administrator, case.id) for case, _ in told} == {("kept", 0)}
    with open_postbox(Postbox()) as postbox:
        async with transaction(tools.engine) as session:
            await enqueue(session, "grievances.deliver_kept", timestamp=0)
        await run_jobs(with_mail(tools, postbox.url), database)
    assert [len(postbox.mails_to(address)) for _, address in told] == [1] * 5
    assert {state_of(administrator, case.id) for case, _ in told} == {("sent", 1)}


@pytest.mark.parametrize("address", ["no address", "a@b.example\r\nRCPT TO:<x@y.example>", "a@b"])
async def test_what_is_no_address_is_never_given_to_a_server(
    tools: Tools, installation: Installation, database: Addresses, administrator, address: str
):
    case, _ = await filed(installation, "en", email=address)
    await tell(tools, case)
    with open_postbox(Postbox()) as postbox:
        await run_jobs(with_mail(tools, postbox.url), database)
    assert postbox.raw_to(address) == b""
    assert state_of(administrator, case.id) == ("no_address", 1)


async def test_each_opening_of_an_address_is_in_the_record(
    tools: Tools, installation: Installation, database: Addresses, administrator
):
    case, _ = await filed(installation, "en")
    await tell(tools, case)
    with open_postbox(Postbox()) as postbox:
        await run_jobs(with_mail(tools, postbox.url), database)
    facts = administrator.execute(
        "SELECT actor_kind, facts FROM events WHERE case_id = %s AND action = 'contact.opened'"
        " AND facts->>'reason' = 'notification'", (case.id,),
    ).fetchall()  # fmt: skip
    assert facts == [("worker", {"reason": "notification"})]
