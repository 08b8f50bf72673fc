"""The product's promise: a complaint from a phone, without scripts, ends in a public report."""

import csv
import re
from dataclasses import dataclass

import httpx
import psycopg
import pytest
from playwright.async_api import Browser, expect

from backend.clock import now
from tests.factories.house import House, suara_said
from tests.journeys.people import Person, receipt_code, somebody, staff

_WORDS = {
    "th": "ระบบตัดสิทธิ์เงินช่วยเหลือครอบครัวของฉันโดยไม่มีเจ้าหน้าที่ดูเอกสารเลย",
    "en": "The system refused my loan and nobody looked at my papers.",
}

_CHANGED = {
    "th": "ระบบอ่านทะเบียนรายได้ทุกวันแล้ว",
    "id": "Sistem kini membaca data penghasilan setiap hari.",
    "en": "The income register is now read every day.",
}
_WHY = {"th": "เรื่องร้องเรียนแสดงให้เห็นว่าข้อมูลเก่า", "id": "Pengaduan menunjukkan datanya lama."}

_TELLING = (
    "SELECT count(*) FROM procrastinate_jobs"
    " WHERE task_name = 'remedies.tell_complainants' AND status IN ('todo', 'doing')"
)


@dataclass(frozen=True)
class Road:
    """Where a journey happens: who speaks what, and the system that is complained about."""

    locale: str
    country: str
    domain: str
    desk_locale: str
    second: str
    system: str


ROADS = [
    Road("th", "TH", "th.example", "th", "en", "th-family-benefit"),
    Road("en", "ID", "id.example", "id", "id", "id-credit-score"),
]


@dataclass
class Complaint:
    code: str
    reference: str


async def file_complaint(citizen: Person, road: Road) -> Complaint:
    """All pages of filing, each looked at; only what must be answered, and the system."""
    home = f"/{road.locale}"
    await citizen.open(f"{home}/")
    await citizen.open(f"{home}/systems/{road.system}")
    await citizen.open(f"{home}/complain?system={road.system}&country={road.country}")
    await citizen.fill(account=_WORDS[road.locale])
    for page in ("system", "outcome", "files", "contact", "check", "receipt"):
        await citizen.press("continue" if page == "contact" else "")
        await expect(citizen.page).to_have_url(re.compile(f"/complain/{page}$"))
        await citizen.look()
    code = await receipt_code(citizen.page)
    text = await citizen.page.locator("main").inner_text()
    reference = re.search(rf"{road.country}-\d{{4}}-\w{{5}}-\w", text)
    assert reference
    await citizen.fill(last_group=code[-4:])
    await citizen.press()
    await citizen.look("follow-filed")
    return Complaint(code, reference.group())


async def follow(citizen: Person, complaint: Complaint) -> str:
    """What the person reads of their case."""
    await citizen.page.goto(f"{citizen.origin}/{citizen.locale}/follow")
    await citizen.fill(receipt_code=complaint.code)
    await citizen.press()
    await expect(citizen.page).to_have_url(re.compile("/follow/case"))
    await citizen.look("follow-case")
    return await citizen.page.locator("main").text_content() or ""


async def hear_of_update(citizen: Person, road: Road, house: House) -> None:
    """The worker writes it to everybody whose complaint the update answers.

    Before that it does what came before, of the loading too, however long that takes: looked for
    until it says that it has written.
    """
    told = citizen.page.get_by_text(_CHANGED[road.locale]).first
    with psycopg.connect(owner_of(house), autocommit=True) as connection:
        while not await told.count():
            done = connection.execute(_TELLING).fetchone() == (0,)
            await citizen.page.reload()
            if done:
                await expect(told).to_be_visible()
    await citizen.look("follow-update")


async def put_to_owner(caseworker: Person, road: Road, complaint: Complaint) -> None:
    await caseworker.open(f"/desk/?q={complaint.reference}")
    await caseworker.page.get_by_role("link", name=complaint.reference).first.click()
    await caseworker.look("case-received")
    assert _WORDS[road.locale] in await caseworker.page.locator("main").inner_text()
    await caseworker.act("move", "acknowledge")
    await caseworker.act("act", "note", note="Check the income register.")
    await caseworker.act(
        "move", "assess", subtype="D03", harm="2", reversibility="hard",
        scale_people="2-10", ongoing="yes", vulnerability="one",
    )  # fmt: skip
    await caseworker.look("case-assessed")
    question = "Why was the income register not read?"
    await caseworker.act("move", "put_to_owner", owner_system=road.system, owner_question=question)
    await caseworker.look("case-put-to-owner")


async def answer_and_update(owner: Person, road: Road, complaint: Complaint) -> None:
    await owner.open("/desk/asked")
    await owner.page.get_by_role("link", name=complaint.reference).first.click()
    await owner.look("asked-case")
    text = await owner.page.locator("main").inner_text()
    assert _WORDS[road.locale] in text
    assert "Check the income register." not in text
    await owner.act("move", "answer", answer="The register was read with a delay of a month.")
    await owner.look("asked")
    await owner.open("/desk/systems")
    await owner.open(f"/desk/systems/{road.system}")
    await owner.open(f"/desk/systems/{road.system}/updates/new")
    own = road.desk_locale
    await owner.fill(
        version_name="9.1", live_from=f"{now().date():%Y-%m-%d}", cases=complaint.reference,
        what_changed_en=_CHANGED["en"], why_en="Complaints showed it.",
        **{f"what_changed_{own}": _CHANGED[own], f"why_{own}": _WHY[own]},
    )  # fmt: skip
    await owner.press()
    await owner.look("update")


async def decide(caseworker: Person, supervisor: Person, complaint: Complaint) -> None:
    there = f"/desk/cases/{complaint.reference}"
    await caseworker.open(there)
    await caseworker.act(
        "move", "propose", outcome="upheld", outcome_reason="You were right. It is corrected.",
        reason_language="en",
    )  # fmt: skip
    await caseworker.look("case-proposed")
    await supervisor.open(there)
    await supervisor.act("move", "decide")
    await supervisor.look("case-decided")


async def write_report(communications: Person, road: Road) -> None:
    """The running quarter, counted by the worker; a text for each section, then proposed."""
    await communications.open("/desk/reports")
    await communications.press()
    await expect(communications.page.locator('[name="summary-en"]')).to_be_visible(timeout=60_000)
    await communications.look("report-draft")
    texts = communications.page.locator("textarea:visible")
    for number in range(await texts.count()):
        await texts.nth(number).fill("What people told us changed how three systems work.")
    await communications.press("act", "propose")
    await communications.look("report-proposed")


async def publish(second: Person, road: Road) -> str:
    """By somebody else; the address of the public page."""
    await second.open("/desk/reports")
    await second.page.locator("main li a").first.click()
    await second.look("report-to-publish")
    await second.press("act", "publish")
    await second.look("report-published")
    there = await second.page.locator('main a[href*="/reports/"]').first.get_attribute("href")
    assert there
    return there.rsplit("/", 1)[-1]


async def received(origin: str, slug: str) -> int | None:
    """What the open data says of complaints received."""
    async with httpx.AsyncClient(base_url=origin) as reader:
        rows = csv.DictReader((await reader.get(f"/en/reports/{slug}/data.csv")).text.splitlines())
    found = [
        row["value"]
        for row in rows
        if (row["dim1"], row["dim1_value"], row["unit"]) == ("category", "total", "cases")
        and row["metric_id"] == "M6"
    ]
    return int(found[0]) if found[0] else None


def owner_of(house: House) -> str:
    """The address of the database, for everything in it."""
    _, url, _ = suara_said("database", "url", "--role", "owner", data_dir=house.data_dir)
    return url.strip()


def counted(house: House, road: Road) -> int:
    """The facts of this office and quarter, rounded as every published count is."""
    with psycopg.connect(owner_of(house)) as connection:
        row = connection.execute(
            "SELECT count(*) FROM facts JOIN organisations o ON o.id = office_id"
            " WHERE o.slug = %s AND received_on >= date_trunc('quarter', now())"
            " AND facts.country <> 'MM'",
            (f"{road.country.lower()}-office",),
        ).fetchone()
    assert row
    return 5 * round(row[0] / 5)


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.locale)
async def test_from_a_phone_without_scripts_to_a_published_report(
    browser: Browser, demonstration: House, road: Road
):
    origin = demonstration.origin
    citizen = await somebody(browser, origin, road.locale)
    complaint = await file_complaint(citizen, road)
    assert _WORDS[road.locale] in await follow(citizen, complaint)

    caseworker = await staff(browser, origin, f"caseworker@{road.domain}", road.desk_locale)
    await put_to_owner(caseworker, road, complaint)
    owner = await staff(browser, origin, f"owner@{road.domain}", road.desk_locale)
    await answer_and_update(owner, road, complaint)
    supervisor = await staff(browser, origin, f"supervisor@{road.domain}", road.desk_locale)
    await decide(caseworker, supervisor, complaint)
    assert "You were right. It is corrected." in await follow(citizen, complaint)
    await hear_of_update(citizen, road, demonstration)

    communications = await staff(browser, origin, f"communications@{road.domain}", road.desk_locale)
    await write_report(communications, road)
    second = await staff(browser, origin, f"second.communications@{road.domain}", road.second)
    slug = await publish(second, road)
    await citizen.open(f"/{road.locale}/reports")
    await citizen.open(f"/{road.locale}/reports/{slug}")
    assert _CHANGED[road.locale] in (await citizen.page.locator("main").text_content() or "")
    assert await received(origin, slug) == counted(demonstration, road)
