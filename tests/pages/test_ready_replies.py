"""Ready replies: the office's list of them, and putting one into a message."""

import re
from collections.abc import AsyncIterator
from html import unescape

import httpx
import pytest

from backend.accounts.rules import Role
from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.desk import ASSESS, DECIDE, PROPOSE, Desk, a_desk, press
from tests.factories.filing import a_browser, file_complaint
from tests.factories.pages import send_form, visible

LIST = "/desk/replies"
NEW = {
    "act": "add", "move": "ask_person", "category": "B", "title-en": "Which accent?",
    "text-en": "About {reference}: which accent was it? {office}",
}  # fmt: skip


@pytest.fixture(scope="module")
async def desk(installation: Installation, tools: Tools) -> AsyncIterator[Desk]:
    async with a_browser(installation) as worker, a_browser(installation) as supervisor:
        yield await a_desk(tools, "PH", (worker, supervisor))


def field_of(page: str, name: str) -> str:
    """What stands in a field of several lines."""
    found = re.search(rf'<textarea id="{name}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    return unescape(found.group(1)) if found else ""


async def a_case(client: httpx.AsyncClient, **changes: str) -> str:
    return (await file_complaint(client, country="PH", **changes)).reference


async def test_what_comes_along_is_listed_and_copied_before_it_is_changed(desk: Desk):
    page = visible((await desk.supervisor.get(LIST)).text)
    assert "Complaint received" in page
    assert "Comes with Suara" in page
    made = await send_form(desk.supervisor, LIST, {"act": "copy", "template": "late"})
    again = await send_form(desk.supervisor, LIST, {"act": "copy", "template": "late"})
    assert made.headers["location"] == again.headers["location"]
    editor = visible((await desk.supervisor.get(made.headers["location"] + "?language=th")).text)
    assert "We are late" in editor
    assert "Missing" not in editor
    template = made.headers["location"].rpartition(".")[2]
    await send_form(desk.supervisor, LIST, {"act": "retire", "template": template})
    assert "We are late" in visible((await desk.supervisor.get(LIST)).text)


async def test_a_new_one_is_offered_where_it_fits_and_put_in_with_its_facts(
    desk: Desk, client: httpx.AsyncClient
):
    made = await send_form(desk.supervisor, LIST, NEW)
    assert made.status_code == 303, visible(made.text)
    key = made.headers["location"].rpartition(".")[2]
    reference = await a_case(client)
    assert key not in (await desk.worker.get(f"/desk/cases/{reference}")).text
    await desk.work(reference, ASSESS)
    typed = {"person_question": "Hello.", "insert": "person_question", "note": "kept"}
    page = (await press(desk.worker, reference, typed | {"reply-person_question": key})).text
    words = f"Hello.\n\nAbout {reference}: which accent was it? {desk.office.names['en']}"
    assert field_of(page, "person_question") == words
    assert field_of(page, "note") == "kept"
    assert "Nothing has been sent." in visible(page)
    assert re.search(r'<details class="act" open><summary>Ask the person', page)
    after = (await desk.worker.get(f"/desk/cases/{reference}")).text
    assert "which accent was it" not in after


async def test_a_text_with_an_unknown_fact_is_refused_with_the_known_ones(desk: Desk):
    for wrong in ("{staff_name}", "{reference.__class__}", "{"):
        answer = await send_form(desk.supervisor, LIST, NEW | {"text-en": f"Dear {wrong}"})
        assert answer.status_code == 422
        assert "{due_date}" in visible(answer.text)
        assert 'href="#text-en"' in answer.text
    made = await send_form(desk.supervisor, LIST, {"act": "copy", "template": "refer"})
    place = made.headers["location"]
    mark = re.findall('name="mark" value="([^"]+)"', (await desk.supervisor.get(place)).text)
    fields = {"language": "en", "text-title": "x", "text-text": "{who}", "mark": mark[0]}
    assert (await send_form(desk.supervisor, place, fields)).status_code == 422


async def test_it_is_in_the_language_of_the_person_and_its_facts_too(
    desk: Desk, client: httpx.AsyncClient
):
    reference = await a_case(
        client, locale="th", account="ระบบปฏิเสธเงินช่วยเหลือของฉันโดยไม่บอกเหตุผลเลย"
    )
    fields = {"insert": "acknowledge_message", "reply-acknowledge_message": "acknowledge"}
    page = (await press(desk.worker, reference, fields)).text
    words = field_of(page, "acknowledge_message")
    assert f"เรื่องร้องเรียนเลขที่ {reference}" in words
    assert "พ.ศ. 25" in words
    assert "{" not in words


async def test_a_proposal_takes_what_its_form_says_and_a_message_only_what_was_decided(
    desk: Desk, client: httpx.AsyncClient
):
    reference = await a_case(client)
    await desk.work(reference, ASSESS)
    form = PROPOSE | {"outcome_reason": "", "insert": "outcome_reason"}
    form = {n: v for n, v in form.items() if n != "move"} | {"reply-outcome_reason": "upheld"}
    page = (await press(desk.worker, reference, form)).text
    reason = field_of(page, "outcome_reason")
    assert "Outcome: Upheld." in reason
    assert "31 January 2030" in reason
    assert 'value="2030-01-31"' in page
    await desk.work(reference, PROPOSE)
    promised = {"insert": "message", "reply-message": "remedy"}
    before = field_of((await press(desk.worker, reference, promised)).text, "message")
    assert "[…]" in before
    await desk.work(reference, DECIDE)
    after = field_of((await press(desk.worker, reference, promised)).text, "message")
    assert "31 January 2030" in after


async def test_putting_in_nothing_or_nonsense_keeps_what_was_typed(
    desk: Desk, client: httpx.AsyncClient
):
    reference = await a_case(client)
    fields = {"message": "My words", "insert": "message", "reply-message": "no-such"}
    page = await press(desk.worker, reference, fields)
    assert (page.status_code, field_of(page.text, "message")) == (200, "My words")
    wrong = await press(desk.worker, reference, fields | {"insert": "account"})
    assert (wrong.status_code, field_of(wrong.text, "message")) == (422, "My words")


async def test_templates_belong_to_their_office(
    desk: Desk, client: httpx.AsyncClient, tools: Tools
):
    made = await send_form(desk.supervisor, LIST, NEW | {"title-en": "Ours alone"})
    other = await an_organisation(tools.engine, tools.keyring.master, locale="en")
    await sign_in(client, await a_member(tools.engine, other.id, Role.SUPERVISOR))
    assert "Ours alone" not in (await client.get(LIST)).text
    assert (await client.get(made.headers["location"])).status_code == 404
    key = made.headers["location"].rpartition(".")[2]
    taken = await send_form(client, LIST, {"act": "retire", "template": key})
    assert taken.status_code == 404
    assert "Ours alone" in (await desk.supervisor.get(LIST)).text
    assert (await desk.worker.get(LIST)).status_code == 403
