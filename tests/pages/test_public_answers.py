"""The pages between the story and the check: system and day, danger, evidence, contact."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from backend import clock
from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.api import file_by_program
from tests.factories.filing import answer_pages, file_complaint, open_case
from tests.factories.pages import send_form, visible
from tests.factories.systems import a_system

THERE = "/en/complain"
TEXT = ("notes.txt", b"what I wrote down", "text/plain")
DRAWING = ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")


@pytest.fixture(autouse=True, scope="module")
async def office(installation: Installation, tools: Tools):
    return await an_organisation(tools.engine, tools.keyring.master, intake=True)


@pytest.mark.parametrize(("danger", "number"), [("yes", "191"), ("child", "1300")])
async def test_where_somebody_is_in_danger_helplines_come_first_from_then_on(
    client: httpx.AsyncClient, danger: str, number: str
):
    filed = await file_complaint(client, danger=danger)
    pages = [filed.page, await open_case(client, filed)]
    await answer_pages(client, danger=danger)
    for page in ("story", "system", "outcome", "files", "contact", "check"):
        pages += [(await client.get(f"{THERE}/{page}")).text]
    pages.append((await send_form(client, f"{THERE}/contact", {"contact_way": "email"})).text)
    for page in pages:
        main = page.split("<main")[1]
        assert main.index('class="helpline"') < main.index(f"tel:{number}") < main.index("<h1")
        assert "summary-of-errors" not in main.split('class="helpline"')[0]


async def test_an_answer_that_is_refused_shows_the_helplines_of_what_was_just_answered(
    client: httpx.AsyncClient,
):
    await answer_pages(client)
    typed = {"danger": "yes", "wanted": "a" * 2001}
    answer = await send_form(client, f"{THERE}/outcome", typed)
    assert answer.status_code == 422
    assert "Help at once" in answer.text
    assert 'value="yes" checked' in answer.text


async def test_without_danger_no_page_after_the_first_speaks_of_it(client: httpx.AsyncClient):
    await answer_pages(client)
    assert "Help at once" not in (await client.get(f"{THERE}/contact")).text


async def test_a_system_of_the_register_can_be_chosen_and_one_from_a_poster_is_chosen_already(
    client: httpx.AsyncClient, tools: Tools, office
):
    system = await a_system(tools.engine, office.id)
    await answer_pages(client, system=system.slug)
    page = (await client.get(f"{THERE}/system")).text
    assert f'value="{system.slug}" checked' in page
    assert 'href="/en/systems?country=TH"' in page
    await send_form(client, f"{THERE}/story", {"country": "TH", "account": "x", "system": "gone"})
    page = (await client.get(f"{THERE}/system")).text
    assert 'value="unknown" checked' in page  # nobody answers for a system that is not there


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (("12", "", ""), "Please give at least the year, in numbers."),
        (("31", "2", "2026"), "This date does not exist"),
        (("", "", "2990"), "This date has not come yet."),
    ],
)
async def test_a_day_that_cannot_be_is_told_and_kept(
    client: httpx.AsyncClient, day: tuple[str, str, str], sentence: str
):
    await answer_pages(client)
    names = ("happened_day", "happened_month", "happened_year")
    answer = await send_form(client, f"{THERE}/system", dict(zip(names, day, strict=True)))
    assert answer.status_code == 422
    assert f'<a href="#happened_year">{sentence}' in answer.text
    for name, value in zip(names, day, strict=True):
        assert f'name="{name}"' in answer.text
        assert not value or f'value="{value}"' in answer.text


async def test_the_day_that_has_begun_where_people_are_is_not_the_future(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    """At half past six in Bangkok it is still the day before by the clock of the machine."""
    late = clock.now().replace(hour=23, minute=30)
    monkeypatch.setattr(clock, "now", lambda: late)
    today = late.astimezone(ZoneInfo("Asia/Bangkok"))
    await answer_pages(client)
    names = ("happened_day", "happened_month", "happened_year")
    for ahead, status in ((0, 303), (2, 422)):
        day = today + timedelta(days=ahead)
        typed = dict(zip(names, (f"{day:%d}", f"{day:%m}", f"{day:%Y}"), strict=True))
        answer = await send_form(client, f"{THERE}/system", typed)
        assert answer.status_code == status, visible(answer.text)
    await file_by_program(client, happened=f"{today:%Y-%m-%d}")


async def test_a_thai_year_is_read_as_the_same_year(client: httpx.AsyncClient):
    await answer_pages(client, locale="th")
    answer = await send_form(client, "/th/complain/system", {"happened_year": "๒๕๖๗"})
    assert answer.status_code == 303
    assert "2567" in visible((await client.get("/th/complain/check")).text)


async def test_a_refused_file_keeps_the_others(client: httpx.AsyncClient):
    await answer_pages(client)
    both = [("files", TEXT), ("files", DRAWING)]
    answer = await send_form(client, f"{THERE}/files", {"add": "yes"}, files=both)
    assert answer.status_code == 422
    assert "This kind of file cannot be accepted." in visible(answer.text)
    assert "File 1: TXT" in visible(answer.text)
    assert "notes" not in answer.text
    answer = await send_form(client, f"{THERE}/files", {"continue": "yes"})
    assert answer.headers["location"] == f"{THERE}/contact"


async def test_a_file_can_be_taken_out_again(client: httpx.AsyncClient):
    await answer_pages(client)
    await send_form(client, f"{THERE}/files", {"add": "yes"}, files=[("files", TEXT)])
    page = (await client.get(f"{THERE}/files")).text
    number = page.split('name="remove" value="')[1].split('"')[0]
    answer = await send_form(client, f"{THERE}/files", {"remove": number})
    assert answer.headers["location"] == f"{THERE}/files"
    assert "File 1" not in visible((await client.get(f"{THERE}/files")).text)


async def test_files_sent_after_the_draft_expired_wait_for_the_first_page(
    client: httpx.AsyncClient,
):
    answer = await send_form(
        client, f"{THERE}/story", {"add": "yes"}, files=[("files", TEXT)], to=f"{THERE}/files"
    )
    assert answer.headers["location"] == f"{THERE}/files"
    assert (await client.get(f"{THERE}/files")).headers["location"] == f"{THERE}/story?again=1"
    await send_form(client, f"{THERE}/story", {"country": "TH", "account": "x"})
    assert "File 1: TXT" in visible((await client.get(f"{THERE}/files")).text)


@pytest.mark.parametrize(
    ("typed", "sentence", "field"),
    [
        ({"contact_way": "email"}, "Please type your e-mail address", "email"),
        ({"contact_way": "email", "email": "me@"}, "This e-mail address is not complete", "email"),
        ({"contact_way": "phone", "phone": "12"}, "This is not a phone number", "phone"),
        ({"contact_way": "fax"}, "Please choose one of the answers.", "contact_way"),
    ],
)
async def test_an_address_that_cannot_be_used_is_told_and_kept(
    client: httpx.AsyncClient, typed: dict[str, str], sentence: str, field: str
):
    await answer_pages(client)
    answer = await send_form(client, f"{THERE}/contact", typed | {"name": "Som Chai"})
    assert answer.status_code == 422
    assert re.search(rf'<a href="#{field}">(<strong>[^<]+</strong> )?{sentence}', answer.text)
    assert "Som Chai" in answer.text


async def test_the_code_alone_is_enough_and_the_risk_of_an_address_is_said(
    client: httpx.AsyncClient,
):
    await answer_pages(client)
    page = (await client.get(f"{THERE}/contact")).text
    assert 'value="none" checked' in page
    assert "may learn that you complained" in page
