"""Following a complaint with its code: read, write, add, withdraw, object, say if it is solved."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import httpx
import psycopg
import pytest

from backend import clock
from backend.app import Installation
from backend.grievances.queries.opening import session_place
from backend.grievances.rules.browser_keys import read_cookie
from backend.sealing.fields import seal_bytes
from backend.sealing.tools import Tools
from tests.factories.desk import ASK, ASSESS, DECIDE, PROPOSE, REFER, Desk, a_desk
from tests.factories.filing import STORY, a_browser, file_complaint, open_case
from tests.factories.pages import send_form, visible

CASE = "/en/follow/case"
TEXT = ("more.txt", b"what I found later", "text/plain")


@pytest.fixture(scope="module")
async def desk(installation: Installation, tools: Tools) -> AsyncIterator[Desk]:
    async with a_browser(installation) as worker, a_browser(installation) as supervisor:
        yield await a_desk(tools, "TL", (worker, supervisor))


@dataclass(frozen=True)
class Person:
    """Somebody who has just filed and has the case open."""

    browser: httpx.AsyncClient
    reference: str


@pytest.fixture
async def person(client: httpx.AsyncClient, desk: Desk) -> Person:
    filed = await file_complaint(client, country="TL")
    await open_case(client, filed)
    return Person(client, filed.reference)


async def act(person: Person, **fields: str) -> str:
    """The page after an act that was taken."""
    answer = await send_form(person.browser, CASE, fields)
    assert answer.headers.get("location") == f"{CASE}?done={fields['act']}", visible(answer.text)
    return (await person.browser.get(answer.headers["location"])).text


def steps(page: str) -> list[tuple[str, str]]:
    """State and words of each step of the timeline."""
    listed = page.split('<ol class="timeline">')[1].split("</ol>", maxsplit=1)[0]
    items = [part.split("</li>")[0] for part in listed.split("<li ")[1:]]
    return [(item.split('"')[1], visible(item.split(">", 1)[1]).strip()) for item in items]


async def test_a_slip_is_told_apart_from_a_code_that_nobody_has(
    client: httpx.AsyncClient, desk: Desk
):
    filed = await file_complaint(client)
    swapped = filed.letters[:-1] + ("0" if filed.letters[-1] != "0" else "1")
    for typed, sentence in (
        ("", "Please type your receipt code."),
        ("12345", "A receipt code has 24 letters and digits, or 36 digits."),
        (swapped, "There is a slip in this code"),
        ("0" * 24, "We could not find a complaint with that code."),
    ):
        answer = await send_form(client, "/en/follow", {"receipt_code": typed})
        assert answer.status_code == 422
        assert f'<a href="#receipt_code">{sentence}' in answer.text
        assert f'value="{typed}"' in answer.text


@pytest.mark.parametrize("written", ["digits", "thai", "untidy"])
async def test_the_code_opens_however_it_was_copied(
    client: httpx.AsyncClient, desk: Desk, written: str
):
    filed = await file_complaint(client, country="TL")
    thai = filed.digits.translate({ord(str(n)): chr(0x0E50 + n) for n in range(10)})
    untidy = f"\u200e {filed.letters.lower().replace('-', ' ')}"
    typed = {"digits": filed.digits, "thai": thai, "untidy": untidy}[written]
    answer = await send_form(client, "/en/follow", {"receipt_code": typed})
    assert answer.headers["location"] == CASE
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("follow=")
    assert "max-age" not in cookie
    assert "expires" not in cookie
    assert filed.letters not in cookie.upper()


async def test_the_timeline_says_what_was_what_is_and_what_comes_by_when(
    person: Person, desk: Desk
):
    page = (await person.browser.get(CASE)).text
    assert STORY in page
    states = steps(page)
    assert [state for state, _ in states] == ["now", "next", "next"]
    assert "confirms that they read it" in states[1][1]
    assert "you get a decision" in states[2][1]
    await desk.work(person.reference, {"move": "acknowledge"}, ASSESS)
    states = steps((await person.browser.get(CASE)).text)
    assert [state for state, _ in states] == ["done", "done", "now", "next"]
    assert "Being assessed" in states[2][1]


async def test_words_go_both_ways_in_the_order_in_which_they_were_said(person: Person, desk: Desk):
    await desk.work(person.reference, ASSESS, ASK)
    page = (await person.browser.get(CASE)).text
    assert "On which day was it?" in page
    assert "The office waits for your answer." in steps(page)[-1][1]
    page = visible(await act(person, act="write", message="It was a Monday."))
    assert "Your message is with the office." in page
    assert page.index("On which day was it?") < page.index("It was a Monday.")
    assert "Now: Being assessed" in page
    shown = (await desk.worker.get(f"/desk/cases/{person.reference}")).text
    assert "It was a Monday." in shown


async def test_files_can_be_added_and_a_refused_one_keeps_the_words(person: Person):
    fields = {"act": "write", "message": "See here"}
    wrong = ("x.svg", b"<svg/>", "image/svg+xml")
    answer = await send_form(person.browser, CASE, fields, files=[("files", wrong)])
    assert answer.status_code == 422
    assert "See here" in answer.text
    answer = await send_form(person.browser, CASE, fields, files=[("files", TEXT)])
    assert answer.status_code == 303
    assert "1 file" in visible((await person.browser.get(CASE)).text)


async def test_withdrawing_says_what_it_does_and_offers_the_way_back(person: Person, desk: Desk):
    before = visible((await person.browser.get(CASE)).text)
    assert "Do you really want to? The office stops working on it" in before
    assert "No, keep it" in before
    page = await act(person, act="withdraw")
    assert "Your complaint is withdrawn." in visible(page)
    assert [state for state, _ in steps(page)] == ["done", "now", "next"]
    assert "You can make a new complaint at any time." in steps(page)[-1][1]
    assert 'value="withdraw"' not in page


async def test_a_decision_is_read_with_its_reasons_and_can_be_objected_to_until_a_day(
    person: Person, desk: Desk
):
    await desk.work(person.reference, ASSESS, PROPOSE, DECIDE)
    page = (await person.browser.get(CASE)).text
    shown = visible(page)
    assert "Decision: Upheld" in shown
    assert "You are right." in shown
    assert "by 31 January 2030" in shown
    assert any("you can object to the decision" in words for _, words in steps(page))
    answer = await send_form(person.browser, CASE, {"act": "object", "reason": " "})
    assert answer.status_code == 422
    assert '<a href="#reason">Please say why.' in answer.text
    answer = await send_form(person.browser, CASE, {"act": "object", "reason": "x" * 2001})
    named = re.findall(r'<li><a href="#reason"><strong>(.*?)</strong>', answer.text)
    assert named == ["Why do you object?"]
    page = await act(person, act="object", reason="You left something out.")
    assert "You left something out." in page
    assert "the office answers you about the decision again" in steps(page)[-1][1]
    assert "Now: Reopened" in visible(page)


async def test_after_the_day_nobody_can_object_and_what_was_typed_is_not_lost(
    person: Person, desk: Desk, administrator: psycopg.Connection
):
    await desk.work(person.reference, ASSESS, PROPOSE, DECIDE)
    over = clock.now() - timedelta(days=1)
    administrator.execute(
        "UPDATE clocks SET due_at = %s, told_on = %s FROM cases c WHERE name = 'contest'"
        " AND c.id = case_id AND c.reference = %s",
        (over, over.date(), person.reference),
    )
    page = (await person.browser.get(CASE)).text
    assert 'value="object"' not in page
    assert not [words for _, words in steps(page) if "object" in words]
    answer = await send_form(person.browser, CASE, {"act": "object", "reason": "It is late"})
    assert answer.status_code == 409
    assert "The time in which this could be done is over." in answer.text
    assert "It is late" in answer.text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [("solved", "The office now knows that it is solved."), ("not_solved", "looks at it again.")],
)
async def test_whoever_complained_says_whether_it_was_solved(
    person: Person, desk: Desk, said: str, sentence: str
):
    await desk.work(person.reference, ASSESS, PROPOSE, DECIDE)
    page = await act(person, act=said, reason="It still refuses me.")
    assert sentence in visible(page)
    assert ("Now: Reopened" in visible(page)) is (said == "not_solved")


async def test_a_referral_is_read_with_its_letter_and_address(person: Person, desk: Desk):
    await desk.work(person.reference, REFER)
    page = (await person.browser.get(CASE)).text
    assert "Dear colleagues" in page
    assert "12 Main Street" in page
    assert "Now: Sent on to another body" in visible(page)
    assert "Its last message says who does." in steps(page)[-1][1]


async def test_after_half_an_hour_the_code_is_asked_again_and_words_are_kept(
    person: Person, administrator: psycopg.Connection
):
    page = await person.browser.get(CASE)
    token = page.text.split('name="csrf" value="')[1].split('"')[0]
    administrator.execute("UPDATE follow_sessions SET expires_at = now() - interval '1 second'")
    assert (await person.browser.get(CASE)).headers["location"] == "/en/follow?again=1"
    fields = {"csrf": token, "act": "write", "message": "A long message"}
    answer = await person.browser.post(CASE, data=fields, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 403
    assert "A long message" in answer.text
    assert "Please enter your code again." in visible(answer.text)


@pytest.mark.parametrize("account_key", [b"", b"k" * 32])
async def test_a_session_begun_before_an_upgrade_is_over(
    person: Person, administrator: psycopg.Connection, account_key: bytes
):
    key = read_cookie(person.browser.cookies["follow"], "follow")
    assert key
    ends = int(clock.now().timestamp()) + 60
    contents = ends.to_bytes(8) + b"h" * 32 + account_key
    sealed = seal_bytes(key.sealing, contents, session_place(key))
    changed = "UPDATE follow_sessions SET sealed = %s WHERE key_hash = %s"
    assert administrator.execute(changed, (sealed, key.lookup)).rowcount == 1
    assert (await person.browser.get(CASE)).headers["location"] == "/en/follow?again=1"


async def test_closing_leaves_nothing_on_the_device(person: Person):
    answer = await send_form(person.browser, CASE, {"close": "yes"})
    assert answer.headers["location"] == "/en/follow?left=1"
    assert "follow" not in person.browser.cookies
    assert (await person.browser.get(CASE)).headers["location"] == "/en/follow?again=1"


@pytest.mark.parametrize("unknown", ["decide", "", "write'--"])
async def test_an_act_that_is_not_offered_is_refused_on_the_page(person: Person, unknown: str):
    answer = await send_form(person.browser, CASE, {"act": unknown, "reason": "x"})
    assert answer.status_code == 422
    assert "Please choose one of the answers." in answer.text
