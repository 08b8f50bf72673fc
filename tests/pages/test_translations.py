"""A text is asked for, translated, and shown beside the original to whoever complained."""

import re
from uuid import uuid4

import pytest

from backend.accounts.rules import Role
from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.accounts import sign_in
from tests.factories.desk import ASSESS, press
from tests.factories.filing import open_case
from tests.factories.pages import send_form, visible
from tests.factories.translations import (
    ENGLISH,
    LIST,
    THAI,
    Bureau,
    a_bureau,
    ask,
    shown,
    write,
)

CASE = "/en/follow/case"


@pytest.fixture(scope="module")
async def bureau(tools: Tools, installation: Installation) -> Bureau:
    return await a_bureau(tools, installation)


async def test_a_request_waits_for_whoever_reads_both_languages(bureau: Bureau, browsers):
    person, asker, writer = browsers(), browsers(), browsers()
    filed = await bureau.complaint(person)
    await bureau.reader(asker, reads=())
    author = await bureau.reader(writer, name="Mali")
    address = await ask(asker, filed.reference)
    case = f"/desk/cases/{filed.reference}"
    assert "A translation into English was asked for on" in (await asker.get(case)).text
    assert "Nothing waits for you" in (await asker.get(LIST)).text
    waiting = visible((await writer.get(LIST)).text)
    for words in (filed.reference, "From Thai into English", "Translations ("):
        assert words in waiting
    taken = await send_form(writer, LIST, {"act": "take"}, to=address)
    assert taken.headers["location"] == address
    assert f"{author.name} began to write it" in visible((await asker.get(case)).text)
    assert (await write(writer, address, ENGLISH)).headers["location"] == LIST
    assert filed.reference not in (await writer.get(LIST)).text


async def test_the_original_stands_beside_its_translation_for_office_and_complainant(
    bureau: Bureau, browsers
):
    person, writer = browsers(), browsers()
    filed = await bureau.complaint(person)
    await open_case(person, filed)
    author = await bureau.reader(writer, name="Mali")
    address = await ask(writer, filed.reference)
    editor = (await writer.get(address)).text
    assert f'lang="th" class="typed">{THAI}' in editor
    assert 'name="translation" rows="6" autocomplete="off" lang="en"' in editor
    await write(writer, address, ENGLISH)
    office = (await writer.get(f"/desk/cases/{filed.reference}")).text
    theirs = (await person.get(CASE)).text
    for page, by in ((office, author.name), (theirs, "the office")):
        assert f'lang="th" class="typed">{THAI}' in page
        assert f'lang="en" class="typed">{ENGLISH}' in page
        assert page.index(THAI) < page.index(ENGLISH)
        assert f"In English, translated by {by} on" in visible(page)
        assert "Nobody else has checked it yet." in page
    assert author.name not in theirs


async def test_whoever_comes_second_is_told_and_loses_nothing(bureau: Bureau, browsers):
    person, first, second = browsers(), browsers(), browsers()
    filed = await bureau.complaint(person)
    await bureau.reader(first)
    await bureau.reader(second)
    address = await ask(first, filed.reference)
    before = await shown(second, address, "Typed by the second")
    await write(first, address, "Kept by the first")
    answer = await send_form(second, address, before)
    assert answer.status_code == 409
    page = visible(answer.text)
    assert "Somebody wrote another translation of this in the meantime." in page
    assert "Typed by the second" in page
    assert "Kept by the first" in page
    assert (await write(second, address, "Typed by the second")).status_code == 303
    case = (await second.get(f"/desk/cases/{filed.reference}")).text
    assert "Kept by the first" in case.split("Earlier versions")[1]


async def test_an_empty_or_endless_translation_is_refused_and_stays_in_its_field(
    bureau: Bureau, browsers
):
    person, writer = browsers(), browsers()
    filed = await bureau.complaint(person)
    await bureau.reader(writer)
    address = await ask(writer, filed.reference)
    endless = await write(writer, address, "word " * 9_000)
    assert endless.status_code == 422
    assert "word word" in endless.text
    assert 'href="#translation"' in (await write(writer, address, "  ")).text


async def test_only_who_reads_both_languages_writes_and_only_another_person_confirms(
    bureau: Bureau, browsers
):
    person, writer, other = browsers(), browsers(), browsers()
    filed = await bureau.complaint(person)
    await bureau.reader(writer)
    await bureau.reader(other, reads=("lo",))
    address = await ask(other, filed.reference)
    assert "Whoever translates reads both languages." in (await other.get(address)).text
    fields = {"act": "write", "translation": "A guess", "over": ""}
    assert (await send_form(other, LIST, fields, to=address)).status_code == 403
    await write(writer, address, ENGLISH)
    own = await shown(writer, address) | {"act": "confirm"}
    assert "I have read both, and it is right" not in (await writer.get(address)).text
    assert (await send_form(writer, address, own)).status_code == 403


async def test_one_says_oneself_what_one_reads(bureau: Bureau, browsers):
    person, member = browsers(), browsers()
    filed = await bureau.complaint(person)
    await bureau.reader(member, reads=())
    await ask(member, filed.reference)
    assert filed.reference not in (await member.get(LIST)).text.split("What waits for others")[0]
    answer = await send_form(member, LIST, {"act": "reads", "reads": ["th", "xx"]})
    assert answer.headers["location"] == LIST
    assert filed.reference in (await member.get(LIST)).text.split("What waits for others")[0]


async def test_that_nobody_here_reads_a_language_is_said(bureau: Bureau, browsers, tools: Tools):
    person, member = browsers(), browsers()
    elsewhere = await a_bureau(tools, bureau.desk.installation)
    filed = await elsewhere.complaint(person)
    await elsewhere.reader(member, reads=())
    case = f"/desk/cases/{filed.reference}"
    assert "Nobody who works on cases here reads Thai." in (await member.get(case)).text
    await ask(member, filed.reference)
    assert "Nobody who works on cases here reads: Thai" in (await member.get(LIST)).text
    await elsewhere.reader(browsers(), name="Mali")
    page = (await member.get(case)).text
    assert "Nobody who works on cases here reads" not in page
    options = re.findall(r"<option value=\"[0-9a-f-]{36}\">([^<]+)<", page)
    assert options[0] == "Mali, reads Thai"


@pytest.mark.parametrize(
    "text", ["x", "account.x.en", "account.{}.xx", "nothing.{}.en", "note.{}.en"]
)
async def test_an_address_that_names_no_text_is_not_found(bureau: Bureau, browsers, text: str):
    person, writer = browsers(), browsers()
    filed = await bureau.complaint(person)
    await bureau.reader(writer)
    there = text.format("00000000-0000-4000-8000-000000000000")
    answer = await writer.get(f"/desk/cases/{filed.reference}/translations/{there}")
    assert answer.status_code == 404


async def test_the_owner_of_the_system_reads_the_translation_beside_the_original(
    bureau: Bureau, browsers
):
    person, writer, owner = browsers(), browsers(), browsers()
    filed = await bureau.complaint(person)
    await bureau.reader(writer)
    await write(writer, await ask(writer, filed.reference), ENGLISH)
    await press(writer, filed.reference, ASSESS | {"system": bureau.desk.system})
    question = {"owner_system": bureau.desk.system, "owner_question": "Why?"}
    asked = await press(writer, filed.reference, {"move": "put_to_owner"} | question)
    assert asked.status_code == 303, visible(asked.text)
    await sign_in(owner, await bureau.desk.member(Role.SYSTEM_OWNER))
    page = (await owner.get(f"/desk/asked/{filed.reference}")).text
    assert page.index(THAI) < page.index(ENGLISH)
    assert "In English, translated by the office on" in visible(page)
    there = f"/desk/cases/{filed.reference}/translations/account.{uuid4()}.en"
    assert (await owner.get(there)).status_code in {403, 404}


async def test_an_administrator_says_what_colleagues_read(bureau: Bureau, browsers):
    chief, page = browsers(), "/desk/people"
    await sign_in(chief, await bureau.desk.member(Role.ADMINISTRATOR))
    member = await bureau.desk.member(name="Somsak", reads=("km",))
    fields = {"act": "languages", "staff": str(member.id), "reads": ["ta", "pt"]}
    assert (await send_form(chief, page, fields)).status_code == 303
    shown_now = visible((await chief.get(page)).text)
    assert "reads Tamil and Portuguese" in shown_now
    assert "Nobody who works on cases here reads:" in shown_now
    unread = shown_now.split("Nobody who works on cases here reads:")[1][:200]
    assert "Khmer" in unread
    assert "Tamil" not in unread


async def test_the_public_page_about_the_offices_says_what_their_people_read(
    bureau: Bureau, browsers
):
    await bureau.reader(browsers())
    page = visible((await browsers().get("/en/about")).text)
    assert re.search(r"Its people read [^.]*Thai", page)
