"""Filed, read, found and answered in the language and the letters that somebody writes in."""

import asyncio
import re
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, expect

from backend.languages.burmese import as_unicode
from tests.factories.house import House
from tests.journeys.people import MOST_LOOKS, Person, receipt_code, somebody, staff


@dataclass(frozen=True)
class Voice:
    """``told`` is what is typed, ``read`` how we read it, ``found`` words that find it.

    ``reply`` is what the office writes, ``answer`` its translation.
    """

    locale: str
    country: str
    language: str
    told: str
    found: str
    office: str
    reply: str
    answer: str
    read: str = ""

    @property
    def shown(self) -> str:
        return self.read or self.told


BURMESE = "ကျွန်ုပ်၏ ချေးငွေကို စက်က ငြင်းပယ်ခဲ့ပြီး အကြောင်းပြချက် မပေးပါ"
VOICES = [
    Voice(
        "my", "MM", "my", "", "ချေးငွေ", "th.example",
        "เราได้รับเรื่องของท่านแล้ว โปรดบอกว่าท่านยื่นขอเมื่อใด",
        "သင့်တိုင်ကြားချက်ကို လက်ခံရရှိပါပြီ။ မည်သည့်နေ့တွင် လျှောက်ထားခဲ့ပါသလဲ။",
        BURMESE,
    ),
    Voice(
        "lo", "LA", "lo", "ລະບົບ credit scoring ປະຕິເສດເງິນກູ້ຂອງຂ້ອຍ ແລະ ບໍ່ມີ human review ໃດໆ",
        "ເງິນກູ້", "th.example", "เราได้รับเรื่องของท่านแล้ว โปรดบอกว่าท่านยื่นขอเมื่อใด",
        "ພວກເຮົາໄດ້ຮັບຄຳຮ້ອງທຸກຂອງທ່ານແລ້ວ. ກະລຸນາບອກວ່າທ່ານຍື່ນຂໍເມື່ອໃດ.",
    ),
    Voice(
        "tet", "TL", "tet",
        "Sistema ne’e hapara ha’u-nia subsídiu no ema ida la esplika razaun ba ha’u",
        "subsidiu", "th.example", "เราได้รับเรื่องของท่านแล้ว โปรดบอกว่าท่านยื่นขอเมื่อใด",
        "Ami simu ona Ita-Boot nia keixa. Favór ida hatete ba ami loron ne’ebé Ita-Boot husu.",
    ),
    Voice(
        "ms", "MY", "ms", "سيستم اين منولق ڤرموهونن ڤينجامن ساي تنڤا مڠهنتر سورت", "ڤينجامن",
        "my.example", "We have your complaint. When did you apply for the loan?",
        "Kami telah menerima aduan anda. Bilakah anda memohon pinjaman itu?",
    ),
]  # fmt: skip
ZAWGYI = "ကြၽႏ္ုပ္၏ ေခ်းေငြကို စက္က ျငင္းပယ္ခဲ့ၿပီး အေၾကာင္းျပခ်က္ မေပးပါ"


@dataclass
class Complaint:
    code: str
    reference: str


async def file_complaint(citizen: Person, voice: Voice) -> Complaint:
    there = f"/{voice.locale}/complain"
    await citizen.open(f"{there}/story")
    await citizen.go_on("system", country=voice.country, account=voice.told or ZAWGYI)
    await citizen.open(f"{there}/check")
    assert voice.shown in await citizen.page.locator("dl.answers").inner_text()
    chosen = citizen.page.locator('[name="language"]:checked')
    assert await chosen.get_attribute("value") == voice.language
    await citizen.press()
    await citizen.look("receipt")
    text = await citizen.page.locator("main").inner_text()
    reference = re.search(rf"{voice.country}-\d{{4}}-\w{{5}}-\w", text)
    assert reference
    code = await receipt_code(citizen.page)
    await citizen.press("skip")
    return Complaint(code, reference.group())


async def find(caseworker: Person, voice: Voice, complaint: Complaint) -> None:
    """By a word of it, as soon as the worker has read it."""
    link = caseworker.page.get_by_role("link", name=complaint.reference).first
    for _ in range(MOST_LOOKS):
        await caseworker.page.goto(f"{caseworker.origin}/desk/?q={voice.found}")
        if await link.count():
            break
        await asyncio.sleep(0.5)
    await caseworker.look("found")
    await link.click()
    account = caseworker.page.locator(f'bdi.typed[lang="{voice.language}"]').first
    await expect(account).to_contain_text(voice.shown)


async def answer(caseworker: Person, voice: Voice, complaint: Complaint) -> None:
    """Written in the office's language, and translated by somebody who knows both."""
    await caseworker.open(f"/desk/cases/{complaint.reference}")
    await caseworker.act("act", "reply", message=voice.reply)
    await caseworker.look("reply")
    await caseworker.page.locator('[name="translation"]:visible').fill(voice.answer)
    await caseworker.press("act", "approve")
    await caseworker.look("case-answered")


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.locale)
async def test_a_complaint_is_read_found_and_answered_in_its_own_language(
    browser: Browser, demonstration: House, voice: Voice
):
    citizen = await somebody(browser, demonstration.origin, voice.locale)
    complaint = await file_complaint(citizen, voice)
    office = voice.office.partition(".")[0]
    address = f"caseworker@{voice.office}"
    caseworker = await staff(
        browser, demonstration.origin, address, {"th": "th", "my": "en"}[office]
    )
    await find(caseworker, voice, complaint)
    await answer(caseworker, voice, complaint)
    await citizen.page.goto(f"{citizen.origin}/{voice.locale}/follow")
    await citizen.go_on("answered", receipt_code=complaint.code)
    reading = await citizen.page.locator(".message.office").last.text_content() or ""
    assert reading.index(voice.answer) < reading.index(voice.reply)


def test_what_is_typed_in_zawgyi_is_read_as_the_burmese_of_the_journey():
    assert as_unicode(ZAWGYI).text == BURMESE
