"""A complaint over HTTP, from the first page to the end, with everything that people type."""

import asyncio
import re
import time

import httpx

from tests.factories.canaries import Canaries
from tests.factories.desk import ASSESS
from tests.factories.filing import Filed, receipt_shown
from tests.factories.house_people import Staff
from tests.factories.on_behalf import file_for_somebody
from tests.factories.pages import send_form, visible

ASSESSED = ASSESS | {"system": "pension-check"}
PROPOSED = {"move": "propose", "outcome": "upheld", "reason_language": "en", "remedy_1": "RM02"}


async def file_complaint(browser: httpx.AsyncClient, canaries: Canaries) -> Filed:
    answers = canaries.answers()
    browser.cookies.set("other", canaries.of("cookie"))
    await browser.get("/en/complain/story", params={"note": canaries.of("address")})
    for page in ("story", "system", "outcome"):
        answer = await send_form(browser, f"/en/complain/{page}", answers[page])
        assert answer.status_code == 303, visible(answer.text)
    there = "/en/complain/files"
    for file in canaries.files():
        answer = await send_form(browser, there, {"add": "yes"}, files=[("files", file)])
        assert answer.status_code == 303, visible(answer.text)
    assert (await send_form(browser, there, {"continue": "yes"})).status_code == 303
    answer = await send_form(browser, "/en/complain/contact", answers["contact"])
    assert answer.status_code == 303, visible(answer.text)
    await send_form(browser, "/en/complain/check", {"language": "en"})
    return receipt_shown((await browser.get("/en/complain/receipt")).text)


async def follow(browser: httpx.AsyncClient, filed: Filed) -> None:
    """Once with a slip, once with a code that nobody has, then with the right one."""
    await send_form(browser, "/en/complain/receipt", {"last_group": filed.letters[-4:]})
    for code in (filed.letters[:-1] + "~", filed.letters):
        answer = await send_form(browser, "/en/follow", {"receipt_code": code})
    assert answer.headers["location"] == "/en/follow/case", visible(answer.text)


async def say(browser: httpx.AsyncClient, act: str, **more: object) -> None:
    files = more.pop("files", None)
    answer = await send_form(browser, "/en/follow/case", {"act": act, **more}, files=files)
    assert answer.status_code == 303, visible(answer.text)


async def work_on(staff: Staff, person: httpx.AsyncClient, case: str, c: Canaries) -> None:
    """Everything that people type while a case is open."""
    await staff.press("caseworker", case, move="acknowledge", acknowledge_message=c.of("hello"))
    await staff.press("caseworker", case, act="note", note=c.of("note"))
    await staff.press("caseworker", case, act="open_contact", contact_reason=c.of("why"))
    await staff.press("caseworker", case, **ASSESSED)
    await staff.press("caseworker", case, move="ask_person", person_question=c.of("question"))
    told = (f"{c.of('more')}.txt", c.of("proof").encode(), "text/plain")
    await say(person, "write", message=c.of("answer"), files=[("files", told)])
    page = (await staff.browsers["caseworker"].get(case)).text
    asked = {"owner_system": "pension-check", "owner_question": c.of("asked")}
    ticked = re.findall('name="owner_files" value="([^"]+)"', page)[0]
    await staff.press("caseworker", case, move="put_to_owner", owner_files=ticked, **asked)
    await staff.press(
        "system_owner", case.replace("cases", "asked"), move="answer", answer=c.of("rule")
    )
    await decide(staff, case, c)
    await look_after(staff, case, c)
    await say(person, "object", reason=c.of("objection"))
    await say(person, "withdraw", reason=c.of("withdrawal"))


async def decide(staff: Staff, case: str, c: Canaries) -> None:
    due = {"remedy_1_due": "2030-01-31"}
    await staff.press("caseworker", case, **PROPOSED, **due, outcome_reason=c.of("draft"))
    await staff.press("supervisor", case, move="return_proposal", return_note=c.of("returned"))
    await staff.press("caseworker", case, **PROPOSED, **due, outcome_reason=c.of("reason"))
    await staff.press("supervisor", case, move="decide")


async def look_after(staff: Staff, case: str, c: Canaries) -> None:
    """Why a case is kept from destruction, and why somebody is believed to be the person."""
    hold = {"hold_reason": c.of("hold"), "hold_review": "2030-01-31"}
    await staff.press("supervisor", f"{case}/destruction", act="hold", **hold)
    await staff.press("caseworker", f"{case}/receipt", act="ask", receipt_reason=c.of("believed"))


async def file_on_behalf(staff: Staff, c: Canaries) -> Filed:
    """At the counter, with everything that a helper may type for somebody."""
    _, filed = await file_for_somebody(
        staff.browsers["caseworker"],
        account=f"Somebody told me {c.of('told')}.",
        system_text=c.of("machine"),
        wanted=c.of("wished"),
        contact_way="email",
        name=c.of("somebody"),
        email=f"{c.of('theirs')}@example.org",
    )
    return filed


async def search(staff: Staff, words: str, reference: str) -> None:
    """Until the worker has made the tokens of the case."""
    until = time.monotonic() + 30
    while (
        reference
        not in (await staff.browsers["caseworker"].get("/desk/", params={"q": words})).text
    ):
        assert time.monotonic() < until, "the worker never made the case searchable"
        await asyncio.sleep(0.5)


async def read_files(staff: Staff, case: str) -> list[bytes]:
    page = (await staff.browsers["caseworker"].get(case)).text
    links = sorted(set(re.findall(rf'href="({case}/files/[^"]+)"', page)))
    assert len(links) == 5, links
    return [(await staff.browsers["caseworker"].get(link)).content for link in links]
