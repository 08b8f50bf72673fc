"""A counter in Thailand, and an office with a pile of paper, in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import Role
from backend.languages.locales import OURS
from backend.sealing.tools import Tools
from tests.factories.accounts import PASSWORD, a_member, an_organisation
from tests.factories.on_behalf import a_row, a_table
from tests.journeys.conftest import Site
from tests.journeys.people import Person, receipt_code, somebody

SAID = "เครื่องที่สำนักงานปฏิเสธบัตรของฉัน และไม่มีใครดูเอกสารของฉันเลย"
BAD = {
    7: {"channel": "web"}, 90: {"country": "XX"}, 133: {"account": ""},
    201: {"received_on": "soon"}, 340: {"agreed": ""}, 404: {"email": "nobody"},
    480: {"person_language": "Klingon"},
}  # fmt: skip
ROWS = 500


async def a_helper(browser: Browser, site: Site, tools: Tools, locale: str, country: str) -> Person:
    """Signed in at an office of that country."""
    office = await an_organisation(tools.engine, tools.keyring.master, country=country)
    member: NewColleague = await a_member(tools.engine, office.id, Role.HELPER, locale=locale)
    person = await somebody(browser, site.origin, locale)
    await person.page.goto(f"{site.origin}/desk/sign-in")
    await person.fill(email=member.email, password=PASSWORD)
    await person.press()
    await expect(person.page).to_have_url(re.compile("/desk/file$"))
    return person


@pytest.mark.parametrize("locale", ["th", "en", "my"])
async def test_a_complaint_told_at_the_counter_is_followed_with_the_printed_code(
    browser: Browser, site: Site, tools: Tools, locale: str
):
    helper = await a_helper(browser, site, tools, locale, "TH")
    await helper.fill(
        channel="counter", agreed="aloud", person_language="th", country="TH", account=SAID,
        danger="no", contact_way="none",
    )  # fmt: skip
    await helper.press()
    await expect(helper.page.locator("main")).to_contain_text(SAID)
    await helper.fill(read_back="yes")
    await helper.press("act", "file")
    await expect(helper.page).to_have_url(re.compile("/receipts$"))
    code = await receipt_code(helper.page)
    await helper.page.emulate_media(media="print")
    assert await helper.page.locator(".sheet").is_visible()
    for hidden in ("header.site", "main form", ".on-screen"):
        assert not await helper.page.locator(hidden).first.is_visible(), hidden
    await helper.page.emulate_media(media="screen")
    await helper.press()
    await expect(helper.page.locator(".banner.done")).to_be_visible()
    person = await somebody(browser, site.origin, "th")
    await person.page.goto(f"{site.origin}/th/follow")
    await person.fill(receipt_code=code)
    await person.press()
    await expect(person.page).to_have_url(re.compile("/follow/case"))
    await expect(person.page.locator("main")).to_contain_text(SAID)
    await person.page.context.close()
    await helper.page.context.close()


def a_pile(*, corrected: bool) -> bytes:
    """Five hundred rows as Excel saves them in most of Asia; seven of them were typed wrong."""
    wrong = {} if corrected else BAD
    return a_table([a_row(n, **{"country": "KH"} | wrong.get(n + 2, {})) for n in range(ROWS)], ";")


async def choose(helper: Person, folder: Path, content: bytes) -> None:
    table = folder / "ตาราง.csv"
    table.write_bytes(content)
    await helper.page.goto(f"{helper.origin}/desk/file/many")
    await helper.page.set_input_files('[name="table"]', table)
    await helper.press()


async def test_five_hundred_papers_with_seven_slips_are_filed_once_corrected_and_only_once(
    browser: Browser, site: Site, tools: Tools, tmp_path: Path, administrator
):
    helper = await a_helper(browser, site, tools, "en", "KH")
    count = "SELECT count(*) FROM cases WHERE country = 'KH'"
    before = administrator.execute(count).fetchone()[0]
    await choose(helper, tmp_path, a_pile(corrected=False))
    named = helper.page.locator("tbody th[scope=row]")
    assert [int(text) for text in await named.all_inner_texts()] == list(BAD)
    columns = helper.page.locator("tbody code")
    assert await columns.all_inner_texts() == [next(iter(wrong)) for wrong in BAD.values()]
    assert administrator.execute(count).fetchone()[0] == before
    await choose(helper, tmp_path, a_pile(corrected=True))
    await expect(helper.page.locator(".banner")).to_contain_text(f"{ROWS} complaints can be filed")
    await helper.fill(read_back="yes")
    there = helper.page.url
    sent = helper.page.locator('button[name="act"][value="file"]')
    await sent.dblclick(no_wait_after=True)
    await expect(helper.page.locator("progress")).to_be_visible()
    await site.work()
    await helper.page.goto(there)
    await expect(helper.page.locator(".banner.done")).to_contain_text(
        f"{ROWS} complaints are filed"
    )
    assert administrator.execute(count).fetchone()[0] == before + ROWS
    await helper.page.goto(f"{there}/receipts")
    assert await helper.page.locator(".sheet").count() == ROWS
    await site.work()
    assert administrator.execute(count).fetchone()[0] == before + ROWS
    await helper.page.context.close()


async def test_each_sheet_fits_on_one_page_of_paper_whatever_its_language(
    browser: Browser, site: Site, tools: Tools, tmp_path: Path
):
    """With the margins that printers leave; else a receipt goes on behind somebody else's."""
    helper = await a_helper(browser, site, tools, "en", "LA")
    rows = [
        a_row(n, country="LA", person_language=tag, danger="child") for n, tag in enumerate(OURS)
    ]
    await choose(helper, tmp_path, a_table(rows))
    await helper.fill(read_back="yes")
    there = helper.page.url
    await helper.press("act", "file")
    await site.work()
    await helper.page.goto(f"{there}/receipts")
    edges = dict.fromkeys(("top", "right", "bottom", "left"), "15mm")
    for paper in ("A4", "Letter"):
        printed = await helper.page.pdf(format=paper, margin=edges)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == len(OURS), paper
    await helper.page.context.close()


async def test_with_scripts_the_page_shows_by_itself_how_far_it_is(
    browser: Browser, site: Site, tools: Tools, tmp_path: Path
):
    helper = await a_helper(browser, site, tools, "en", "BN")
    cookies = await helper.page.context.cookies()
    context = await browser.new_context(java_script_enabled=True)
    await context.add_cookies(cookies)
    person = Person(await context.new_page(), site.origin, "en")
    await choose(person, tmp_path, a_table([a_row(n, country="BN") for n in range(3)]))
    await person.fill(read_back="yes")
    await person.press("act", "file")
    await expect(person.page.locator("#progress")).to_contain_text("0 of 3")
    await site.work()
    await expect(person.page.locator("#progress")).to_contain_text("3 complaints are filed")
    await person.look()
    for each in (context, helper.page.context):
        await each.close()
