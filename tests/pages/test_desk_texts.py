"""What staff write, in every language: the overview, and the editor with both sides."""

import re
from html import unescape

import httpx
import pytest

from backend.accounts.rules import OrganisationKind, Role
from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.asking import Parties, some_parties
from tests.factories.filing import a_browser
from tests.factories.pages import FORM_HEADERS, send_form, visible
from tests.factories.systems import TEXTS, a_system

THAI = {
    "text-name": "ตรวจบำนาญ", "text-purpose": "ตัดสินบำนาญ", "text-human_oversight": "เจ้าหน้าที่",
    "text-oversight_role": "",
}  # fmt: skip
ENGLISH = {f"text-{name}": text for name, text in TEXTS["en"].items()} | {"text-oversight_role": ""}


@pytest.fixture(scope="module")
async def parties(tools: Tools) -> Parties:
    return await some_parties(tools)


@pytest.fixture
async def owner(client: httpx.AsyncClient, parties: Parties) -> httpx.AsyncClient:
    await sign_in(client, parties.answerer)
    return client


@pytest.fixture
async def address(tools: Tools, parties: Parties) -> str:
    """The editor of a system of its own that has English texts only."""
    system = await a_system(tools.engine, parties.owner.id)
    return f"/desk/texts/system.{system.slug}"


async def mark_on(browser: httpx.AsyncClient, address: str, language: str) -> str:
    page = (await browser.get(f"{address}?language={language}")).text
    return re.findall('name="mark" value="([^"]+)"', page)[0]


async def save(
    browser: httpx.AsyncClient, address: str, language: str, **fields: str
) -> httpx.Response:
    """As somebody who has just opened the editor."""
    seen = {"language": language, "mark": await mark_on(browser, address, language)}
    return await send_form(browser, f"{address}?language={language}", seen | fields, to=address)


async def test_the_overview_counts_what_is_missing_and_leads_to_it(
    owner: httpx.AsyncClient, address: str
):
    page = (await owner.get("/desk/texts")).text
    assert f'href="{address}?language=th"' in page
    assert "missing" in visible(page)
    await save(owner, address, "th", **THAI)
    assert f'href="{address}?language=th"' not in (await owner.get("/desk/texts")).text


async def test_the_original_stands_beside_the_field_and_what_is_saved_is_read_in_public(
    owner: httpx.AsyncClient, address: str
):
    page = (await owner.get(f"{address}?language=th")).text
    assert "Original: English" in visible(page)
    assert "It decides whether a pension is paid." in visible(page)
    assert re.search('<textarea id="text-purpose"[^>]* lang="th"', page)
    answer = await save(owner, address, "th", **THAI)
    assert answer.headers.get("location") == f"{address}?language=th&saved=1", visible(answer.text)
    slug = address.rpartition(".")[2]
    assert "ตัดสินบำนาญ" in (await owner.get(f"/th/systems/{slug}")).text


async def test_a_changed_original_marks_its_translations_and_shows_what_changed(
    owner: httpx.AsyncClient, address: str
):
    await save(owner, address, "th", **THAI)
    english = ENGLISH | {"text-purpose": "It decides whether and when a pension is paid."}
    await save(owner, address, "en", **english)
    assert "The original changed" in visible((await owner.get("/desk/texts")).text)
    page = (await owner.get(f"{address}?language=th")).text
    assert "What changed since it was translated" in page
    assert "and when" in " ".join(re.findall("<ins>(.*?)</ins>", page, re.DOTALL))
    await save(owner, address, "th", **THAI)
    page = (await owner.get(f"{address}?language=th")).text
    assert "<ins>" not in page
    assert "The original changed" not in visible(page)


async def test_the_own_language_can_lead_and_then_english_is_marked(
    owner: httpx.AsyncClient, address: str
):
    await save(owner, address, "th", **THAI)
    assert (await save(owner, address, "th", **THAI, act="lead")).status_code == 303
    assert "This is the original." in visible((await owner.get(f"{address}?language=th")).text)
    await save(owner, address, "th", **THAI | {"text-purpose": "ตัดสินบำนาญใหม่"})
    english = (await owner.get(f"{address}?language=en")).text
    assert "The original changed" in visible(english)
    assert "ใหม่" in " ".join(re.findall("<ins>(.*?)</ins>", english))


async def test_of_two_who_write_at_once_the_second_sees_the_first_and_loses_nothing(
    owner: httpx.AsyncClient, address: str
):
    seen = await mark_on(owner, address, "th")
    await save(owner, address, "th", **THAI)
    fields = THAI | {"text-name": "ชื่ออื่น", "language": "th", "mark": seen}
    second = await send_form(owner, address, fields)
    assert second.status_code == 409
    assert "Somebody changed this in the meantime" in visible(second.text)
    assert 'value="ชื่ออื่น"' in second.text
    assert "ตรวจบำนาญ" in second.text
    again = re.findall('name="mark" value="([^"]+)"', second.text)[0]
    assert (await send_form(owner, address, fields | {"mark": again})).status_code == 303


async def test_another_language_saved_meanwhile_is_in_nobodys_way(
    owner: httpx.AsyncClient, address: str
):
    seen = await mark_on(owner, address, "th")
    await save(owner, address, "my", **{"text-name": "စစ်ဆေးစနစ်"})
    fields = THAI | {"language": "th", "mark": seen}
    assert (await send_form(owner, address, fields)).status_code == 303


async def test_what_must_be_there_is_not_emptied_in_english_or_the_own_language(
    owner: httpx.AsyncClient, address: str
):
    for language in ("en", "th"):
        answer = await save(owner, address, language, **(THAI | {"text-purpose": " "}))
        assert answer.status_code == 422
        assert 'href="#text-purpose"' in answer.text
    answer = await save(owner, address, "vi", **{"text-name": "Kiểm tra", "text-purpose": ""})
    assert answer.status_code == 303


@pytest.mark.parametrize("language", ["xx", "ms-Arab", "EN", "th%00"])
async def test_a_language_that_is_none_of_ours_has_no_editor(
    owner: httpx.AsyncClient, address: str, language: str
):
    assert (await owner.get(f"{address}?language={language}")).status_code == 404


async def test_only_the_texts_of_the_own_organisation_and_role_are_there(
    owner: httpx.AsyncClient, tools: Tools, parties: Parties, installation: Installation
):
    other = await some_parties(tools)
    for about in (f"system.{other.system.slug}", "report.x", "organisation.x", "no.x", "system"):
        assert (await owner.get(f"/desk/texts/{about}")).status_code == 404
    async with a_browser(installation) as worker:
        await sign_in(worker, parties.worker)
        assert (await worker.get("/desk/texts")).status_code == 403


async def test_the_notice_of_an_office_stands_on_the_public_page_in_each_language(
    client: httpx.AsyncClient, tools: Tools
):
    office = await an_organisation(tools.engine, tools.keyring.master, country="BN")
    await sign_in(client, await a_member(tools.engine, office.id, Role.ADMINISTRATOR))
    address = f"/desk/texts/organisation.{office.slug}"
    words = f"Closed on Fridays {office.slug}"
    texts = {"text-name": office.names["en"], "text-notice": words}
    assert (await save(client, address, "en", **texts)).status_code == 303
    assert words in visible((await client.get("/en/about")).text)
    thai = visible((await client.get("/th/about")).text)
    assert re.search(re.escape(words) + r" \(.*อังกฤษ.*\)|" + re.escape(words) + r" \(in ", thai)
    record = await client.get("/desk/record")
    assert record.status_code == 403


async def test_an_owners_administrator_changes_its_name_and_has_no_ready_replies(
    client: httpx.AsyncClient, tools: Tools
):
    kind = OrganisationKind.SYSTEM_OWNER
    own = await an_organisation(tools.engine, tools.keyring.master, kind=kind)
    await sign_in(client, await a_member(tools.engine, own.id, Role.ADMINISTRATOR))
    page = (await client.get("/desk/texts")).text
    assert f"/desk/texts/organisation.{own.slug}" in page
    assert "Ready replies" not in visible(page)
    assert (await client.get("/desk/replies")).status_code == 403
    form = (await client.get(f"/desk/texts/organisation.{own.slug}")).text
    assert "text-notice" not in form


async def test_hostile_words_stay_words(owner: httpx.AsyncClient, address: str):
    words = "<script>alert(1)</script> {{ 7*7 }} \u202e"
    await save(owner, address, "vi", **{"text-name": words})
    page = (await owner.get(f"{address}?language=vi")).text
    assert "<script>alert" not in page
    assert words.strip() in unescape(page)
    answer = await owner.post(address, data={"language": "vi"}, headers=FORM_HEADERS)
    assert answer.status_code == 403
