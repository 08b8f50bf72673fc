"""The outbox: messages by template, reference and state, never an address."""

import dataclasses
import re
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from backend import clock
from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import Role
from backend.app import BOTH, Installation, create_app
from backend.database.doors import transaction
from backend.notifications.actions.outbox import Waiting, put_into_outbox, settle
from backend.notifications.rules import STATE_NAMES, State
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.cases import a_case
from tests.factories.pages import every_page, visible

ADDRESS = "somchai@reader.example"
_ROW = re.compile(r"<li data-row>(.*?)</li>", re.DOTALL)
NO_SERVER = "No mail is sent, because no mail server is set."


@pytest.fixture
async def office(tools: Tools) -> NewOrganisation:
    return await an_organisation(tools.engine, tools.keyring.master, country="MM", locale="en")


@pytest.fixture
async def chief(
    client: httpx.AsyncClient, tools: Tools, office: NewOrganisation, administrator
) -> NewColleague:
    """An administrator, signed in; the messages about their own invitation are gone."""
    member = await a_member(tools.engine, office.id, Role.ADMINISTRATOR, name="Chief Thida")
    await sign_in(client, member)
    administrator.execute("DELETE FROM outbox WHERE case_id = %s", (office.id,))
    return member


async def put(tools: Tools, office: UUID, state: State = State.WAITING, **changes: object) -> None:
    values = {"about": office, "parties": (office,), "template": "new_case", "locale": "my"}
    message = Waiting(**(values | {"at": clock.now()} | changes))
    async with transaction(tools.engine) as session:
        (message_id,) = await put_into_outbox(session, [message])
        if state is not State.WAITING:
            await settle(session, (message.about, message_id), state, clock.now())


async def rows(browser: httpx.AsyncClient, query: str = "") -> list[str]:
    answer = await browser.get(f"/desk/outbox{query}")
    assert answer.status_code == 200
    return [visible(row) for row in _ROW.findall(answer.text)]


async def test_a_message_shows_its_purpose_reference_and_state_and_no_address(
    client: httpx.AsyncClient, tools: Tools, installation: Installation, office, chief
):
    del chief
    case = await a_case(installation, country="MM", contact_way="email", email=ADDRESS)
    message = {"about": case.id, "template": "decided", "reference": case.reference}
    await put(tools, office.id, **message)
    (row,) = await rows(client)
    assert case.reference in row
    assert "Decision taken" in row
    assert "To the person who complained" in row
    assert "Waiting to be sent" in row
    assert ADDRESS not in (await client.get("/desk/outbox")).text


async def test_a_message_to_a_colleague_names_them(
    client: httpx.AsyncClient, tools: Tools, office: NewOrganisation, chief: NewColleague
):
    await put(tools, office.id, staff_id=chief.id)
    (row,) = await rows(client)
    assert "To Chief Thida" in row
    assert chief.email not in row


async def test_each_state_can_be_asked_for_and_has_words(
    client: httpx.AsyncClient, tools: Tools, office: NewOrganisation, chief: NewColleague
):
    del chief
    for state in State:
        await put(tools, office.id, state)
    assert len(await rows(client)) == len(State)
    for state in State:
        (row,) = await rows(client, f"?state={state}")
        assert STATE_NAMES[state].text in row
    assert len(await rows(client, "?state=nonsense&after=~")) == len(State)


async def test_pages_hold_every_message_once(
    client: httpx.AsyncClient, tools: Tools, office: NewOrganisation, chief: NewColleague
):
    del chief
    for n in range(60):
        at = clock.now() - timedelta(minutes=n // 20)
        await put(tools, office.id, at=at, reference=f"R-{n:02}")
    shown = [page async for page in every_page(client, "/desk/outbox?state=waiting")]
    seen = re.findall(r"R-\d\d", "".join(shown))
    assert sorted(seen) == [f"R-{n:02}" for n in range(60)]


async def test_without_a_mail_server_the_page_says_what_to_set(
    client: httpx.AsyncClient, chief: NewColleague, installation: Installation
):
    page = await client.get("/desk/outbox")
    assert NO_SERVER in visible(page.text)
    assert "SUARA_SMTP_URL" in page.text
    assert "No messages yet." in visible(page.text)
    settings = installation.settings.model_copy(update={"smtp_url": "smtp://user:secret@mail"})
    app = create_app(BOTH, dataclasses.replace(installation, settings=settings))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_origin) as browser:
        await sign_in(browser, chief)
        page = await browser.get("/desk/outbox")
    assert NO_SERVER not in visible(page.text)
    assert "secret" not in page.text


async def test_messages_of_another_organisation_are_not_there(
    client: httpx.AsyncClient, tools: Tools, chief: NewColleague
):
    del chief
    other = await an_organisation(tools.engine, tools.keyring.master, country="MM")
    await put(tools, other.id)
    assert await rows(client) == []
