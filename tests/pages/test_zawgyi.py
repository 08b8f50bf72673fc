"""Burmese typed in Zawgyi: read as Unicode, shown to whoever typed it, kept as it was typed."""

from uuid import UUID

import httpx
import pytest

from backend import clock
from backend.accounts.rules import Role
from backend.app import Installation
from backend.database.doors import transaction
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.desk import enter, press
from tests.factories.filing import (
    Filed,
    a_browser,
    answer_pages,
    file_complaint,
    open_case,
    receipt_shown,
)
from tests.factories.pages import send_form, visible
from tests.factories.taking_in import take_in

#: As it was typed → as it reads.
ACCOUNT = ("ကၽြန္ေတာ့္ကို စနစ္က ျငင္းပယ္ခဲ့ပါတယ္", "ကျွန်တော့်ကို စနစ်က ငြင်းပယ်ခဲ့ပါတယ်")
WANTED = ("အေမ့ပင္စင္ကို ျပန္ေပးပါ", "အမေ့ပင်စင်ကို ပြန်ပေးပါ")
SYSTEM = ("ေငြလႊဲတဲ့ ကြန္ပ်ဴတာ စနစ္", "ငွေလွှဲတဲ့ ကွန်ပျူတာ စနစ်")
MESSAGE = ("ေက်းဇူးျပဳၿပီး ေျဖၾကားေပးပါ", "ကျေးဇူးပြုပြီး ဖြေကြားပေးပါ")
READ_SO = "You typed in Zawgyi letters."


@pytest.fixture(scope="module")
async def staff(installation: Installation, tools: Tools):
    master = tools.keyring.master
    office = await an_organisation(tools.engine, master, country="LA", locale="en", intake=True)
    async with a_browser(installation) as browser:
        await enter(browser, tools, office, Role.CASEWORKER)
        yield browser


async def filed(browser: httpx.AsyncClient) -> Filed:
    await answer_pages(browser, account=ACCOUNT[0], country="LA")
    await send_form(browser, "/en/complain/outcome", {"wanted": WANTED[0]})
    await send_form(browser, "/en/complain/system", {"system_text": SYSTEM[0]})
    return await file_complaint_as_it_is(browser)


async def file_complaint_as_it_is(browser: httpx.AsyncClient) -> Filed:
    sent = await send_form(browser, "/en/complain/check", {"language": "my"})
    return receipt_shown((await browser.get(sent.headers["location"])).text)


def shows_both(page: str, *texts: tuple[str, str]) -> None:
    for typed, read in texts:
        assert f'<bdi lang="my-Qaag" class="typed">{typed}</bdi>' in page
        assert read in page
    assert page.count("As it was typed, in Zawgyi") == len(texts)


async def test_the_check_page_shows_how_each_answer_was_read(
    client: httpx.AsyncClient, staff: httpx.AsyncClient
):
    await answer_pages(client, account=ACCOUNT[0], country="LA")
    await send_form(client, "/en/complain/outcome", {"wanted": WANTED[0]})
    await send_form(client, "/en/complain/system", {"system_text": SYSTEM[0]})
    page = (await client.get("/en/complain/check")).text
    shows_both(page, ACCOUNT, WANTED, SYSTEM)
    assert READ_SO in visible(page)


async def test_what_was_read_as_it_was_typed_has_no_original_beside_it(
    client: httpx.AsyncClient, staff: httpx.AsyncClient
):
    await answer_pages(client, account=ACCOUNT[1], country="LA")
    page = (await client.get("/en/complain/check")).text
    assert "Zawgyi" not in visible(page)


async def test_who_follows_it_and_who_works_on_it_see_both(
    client: httpx.AsyncClient, staff: httpx.AsyncClient
):
    receipt = await filed(client)
    page = await open_case(client, receipt)
    shows_both(page, ACCOUNT, WANTED, SYSTEM)
    assert READ_SO in visible(page)
    case = (await staff.get(f"/desk/cases/{receipt.reference}")).text
    shows_both(case, ACCOUNT, WANTED, SYSTEM)


async def test_messages_of_both_sides_are_read_too(
    client: httpx.AsyncClient, staff: httpx.AsyncClient
):
    receipt = await file_complaint(client, country="LA")
    await open_case(client, receipt)
    written = {"act": "write", "message": MESSAGE[0]}
    await send_form(client, "/en/follow/case", written)
    answer = await press(staff, receipt.reference, {"act": "message", "message": WANTED[0]})
    assert answer.status_code == 303
    for page in (
        (await client.get("/en/follow/case")).text,
        (await staff.get(f"/desk/cases/{receipt.reference}")).text,
    ):
        shows_both(page, MESSAGE, WANTED)


async def test_it_is_found_however_the_search_is_typed_and_the_original_lies_sealed(
    client: httpx.AsyncClient, staff: httpx.AsyncClient, tools: Tools, administrator
):
    receipt = await filed(client)
    query = "SELECT id FROM cases WHERE reference = %s"
    case_id: UUID = administrator.execute(query, (receipt.reference,)).fetchone()[0]
    async with transaction(tools.engine) as session:
        await take_in(session, tools.keyring, case_id, clock.now())
    for typed in ("ျငင္းပယ္", "ငြင်းပယ်", "ပင္စင္", "ကွန်ပျူတာ"):
        found = await staff.get("/desk/", params={"q": typed})
        assert receipt.reference in found.text, typed
    row = administrator.execute("SELECT * FROM grievances WHERE case_id = %s", (case_id,))
    kept = b"".join(part for part in row.fetchone() if isinstance(part, bytes))
    assert all(typed.encode() not in kept for typed, _ in (ACCOUNT, WANTED, SYSTEM))
