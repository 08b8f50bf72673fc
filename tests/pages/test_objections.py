"""The pages of objections, of what is set aside and of lost receipts, as their readers see them."""

import secrets
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from backend.accounts.rules import Role
from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.desk import ASSESS, DECIDE, PROPOSE, Desk, a_desk, enter, press
from tests.factories.filing import Filed, a_browser, file_complaint, open_case
from tests.factories.pages import send_form, visible

CASE = "/en/follow/case"
Browsers = Callable[[], httpx.AsyncClient]
REASON = {"outcome_reason": "It advertises loans.", "reason_language": "en"}


@pytest.fixture(scope="module")
async def desk(installation: Installation, tools: Tools) -> AsyncIterator[Desk]:
    async with a_browser(installation) as worker, a_browser(installation) as supervisor:
        yield await a_desk(tools, "BN", (worker, supervisor))


async def filed(client: httpx.AsyncClient) -> Filed:
    complaint = await file_complaint(client, country="BN")
    await open_case(client, complaint)
    return complaint


async def sent(browser: httpx.AsyncClient, case: str, page: str, **fields: str) -> httpx.Response:
    """A button of a page beside the case, as the case is now."""
    shown = await browser.get(f"/desk/cases/{case}/{page}")
    revision = shown.text.split('name="revision" value="')[1].split('"')[0]
    return await send_form(browser, f"/desk/cases/{case}/{page}", {"revision": revision, **fields})


async def test_an_objection_is_decided_on_its_page_by_whom_the_page_names(
    client: httpx.AsyncClient, desk: Desk, tools: Tools, browsers: Browsers
):
    complaint = await filed(client)
    case, reviewer = complaint.reference, browsers()
    await enter(reviewer, tools, desk.office, Role.REVIEWER)
    await desk.work(case, ASSESS, PROPOSE | {"outcome": "not_upheld"}, DECIDE)
    for _ in range(2):  # a second click is no fault
        answer = await send_form(client, CASE, {"act": "object", "reason": "Nobody read it."})
        assert answer.headers["location"] == f"{CASE}?done=object", visible(answer.text)
    page = visible((await client.get(CASE)).text)
    assert "Somebody who took no part in the decision decides it." in page
    first = await desk.supervisor.get(f"/desk/cases/{case}/objection")
    assert "Nobody read it." in first.text
    assert 'value="reverse"' not in first.text
    assert "It can be decided by" in (await desk.worker.get(f"/desk/cases/{case}")).text
    missing = await sent(reviewer, case, "objection", move="reverse", **REASON)
    assert missing.status_code == 422
    new = REASON | {"move": "reverse", "outcome": "upheld", "outcome_reason": "It was wrong."}
    answer = await sent(reviewer, case, "objection", **new)
    assert answer.status_code == 303, visible(answer.text)
    page = visible((await client.get(CASE)).text)
    assert "Your objection was right" in page
    assert "It was wrong." in page
    await too_late(reviewer, case, "objection", **new | {"reason_theirs": "Ia salah."})


async def too_late(browser: httpx.AsyncClient, case: str, page: str, **fields: str) -> None:
    """Somebody else was quicker; the form is gone, and what was typed stands there to copy."""
    answer = await send_form(browser, f"/desk/cases/{case}/{page}", {"revision": "1", **fields})
    assert answer.status_code == 409
    for name in fields.keys() & {"outcome_reason", "reason_theirs"}:
        assert f'<blockquote><bdi lang="" class="typed">{fields[name]}<' in answer.text, name


async def test_a_complaint_is_set_aside_by_a_second_person_and_the_person_reads_why(
    client: httpx.AsyncClient, desk: Desk
):
    complaint = await filed(client)
    case = complaint.reference
    assert (await sent(desk.worker, case, "set-aside", move="propose_set_aside")).status_code == 422
    wanted = REASON | {"move": "propose_set_aside", "ground": "spam"}
    assert (await sent(desk.worker, case, "set-aside", **wanted)).status_code == 303
    assert 'value="set_aside"' not in (await desk.worker.get(f"/desk/cases/{case}/set-aside")).text
    await too_late(desk.worker, case, "set-aside", **wanted | {"outcome_reason": "It sells cars."})
    answer = await sent(desk.supervisor, case, "set-aside", move="set_aside")
    assert answer.status_code == 303, visible(answer.text)
    page = visible((await client.get(CASE)).text)
    assert "It is advertising or was sent by a machine" in page
    assert "It advertises loans." in page
    assert "I object to the decision" in page


async def test_a_lost_receipt_is_asked_for_by_one_and_agreed_to_by_another(
    client: httpx.AsyncClient, desk: Desk
):
    body = {
        "country": "BN",
        "account": "It refused me.",
        "contact": {"email": "lost@person.example"},
    }
    key = {"Idempotency-Key": secrets.token_hex(16)}
    told = (await client.post("/api/v1/grievances", json=body, headers=key)).json()
    there = f"/desk/cases/{told['reference']}/receipt"
    assert (await send_form(desk.worker, there, {"act": "ask"})).status_code == 422
    fields = {"act": "ask", "receipt_reason": "She came to the counter with her passport."}
    assert (await send_form(desk.worker, there, fields)).status_code == 303
    assert 'value="agree"' not in (await desk.worker.get(there)).text
    alone = await send_form(desk.worker, there, {"act": "agree"})
    assert alone.status_code == 409
    assert "Somebody else must agree." in visible(alone.text)
    assert (await send_form(desk.supervisor, there, {"act": "agree"})).status_code == 303
    assert "The code goes out by e-mail" in visible((await desk.worker.get(there)).text)
    wrong = await send_form(client, "/en/follow/lost", {"receipt_code": told["receipt_code"]})
    assert wrong.status_code == 422
    assert "This code does not work" in visible(wrong.text)


async def test_without_an_address_the_page_says_that_there_is_no_new_receipt(
    client: httpx.AsyncClient, desk: Desk
):
    complaint = await filed(client)
    there = f"/desk/cases/{complaint.reference}/receipt"
    assert "left no e-mail address" in visible((await desk.worker.get(there)).text)
    refused = await press(
        desk.worker,
        f"{complaint.reference}/receipt",
        {"act": "ask"} | {"receipt_reason": "She called."},
    )
    assert refused.status_code == 409
