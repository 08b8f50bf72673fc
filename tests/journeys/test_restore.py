"""The machine is lost: a backup that was made while it ran serves the same case elsewhere."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from tests.factories.house import House, a_house, suara_said
from tests.factories.house_people import staff_of
from tests.journeys.conftest import PHONE
from tests.journeys.people import Person, receipt_code

STORY = "The machine stopped my allowance and nobody told me why."
ANSWER = "We look into it, and write to you on Monday."
#: Nobody needs a second factor in a demonstration.
SIMPLE = {"SUARA_DEMONSTRATION": "true"}
PASSPHRASE = "a long passphrase on paper"


async def file_it(page: Page, house: House) -> tuple[str, str]:
    """Reference and code; with a file, because those lie outside the database."""
    person = Person(page, house.origin, "en")
    await person.open("/en/complain/story")
    await person.fill(country="TH", account=STORY)
    await person.press()
    await person.open("/en/complain/files")
    proof = {"name": "a.txt", "mimeType": "text/plain", "buffer": b"what I wrote down"}
    await page.set_input_files("#files", [proof])
    await person.press("add")
    await person.open("/en/complain/check")
    await person.press()
    code = await receipt_code(page)
    reference = await page.locator(".reference").first.inner_text()
    await person.press("skip")
    return reference, code


async def read_it(page: Page, house: House, code: str) -> str:
    """What the page says to whoever brings the code."""
    person = Person(page, house.origin, "en")
    await person.open("/en/follow")
    await person.fill(receipt_code=code)
    await person.press()
    await page.wait_for_url("**/follow/case")
    await page.locator("summary", has_text="What you told us").click()
    return await page.locator("main").inner_text()


def said(*words: str, data_dir: Path) -> str:
    passphrase = data_dir.parents[1] / "passphrase"
    passphrase.write_text(PASSPHRASE + "\n", encoding="utf-8")
    given = {"SUARA_BACKUP_PASSPHRASE_FILE": str(passphrase)}
    code, out, err = suara_said(*words, data_dir=data_dir, **given)
    assert code == 0, out + err
    return out


@pytest.mark.battery("T8")
async def test_a_restore_on_an_empty_place_serves_the_same_case(browser: Browser, tmp_path: Path):
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = await context.new_page()
    backups, lost, new = (tmp_path / name for name in ("backups", "lost", "new"))
    for folder in (backups, lost, new):
        folder.mkdir()
    with a_house(lost / "data", **SIMPLE) as house:
        staff = await staff_of(house)
        reference, code = await file_it(page, house)
        case = f"/desk/cases/{reference}"
        await staff.press("caseworker", case, act="message", message=ANSWER)
        before = await read_it(page, house, code)
        assert STORY in before
        assert ANSWER in before
        assert "1 files" in said("backup", str(backups), data_dir=house.data_dir)
    # The old place is gone with its database; what is left is the folder of backups.
    await context.clear_cookies()
    out = said("restore", str(backups), data_dir=new / "data")
    assert "1 of 1 cases were opened with the restored keys, and 1 of their files" in out
    with a_house(new / "data", **SIMPLE) as house:
        assert await read_it(page, house, code) == before
        caseworker = staff.browsers["caseworker"]
        caseworker.base_url = house.origin
        assert STORY in (await caseworker.get(case)).text
    await staff.close()
    await context.close()
