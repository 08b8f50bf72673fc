"""Words that lie sealed are found in every script, by the office that has the case, and only so."""

import asyncio
from datetime import timedelta

import pytest

from backend import clock
from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.cases.queries.cases import lock_case
from backend.database.doors import transaction
from backend.grievances.actions.taking_in import index_again
from backend.grievances.actions.writing import NewMessage, write_message
from backend.sealing.tools import Tools
from backend.triage.actions import assessing, writing
from backend.triage.queries.queue import Asking, queue
from backend.triage.rules.queue import QueueFilter
from backend.triage.rules.typed import Words
from tests.factories.office import ACCOUNT_KEY, Desk, a_desk
from tests.factories.taking_in import take_in

#: Language, account, words that it holds, and words that it does not.
TEXTS = [
    ("th", "ระบบปฏิเสธเงินบำนาญของแม่โดยไม่บอกเหตุผล", "เงินบำนาญ", "โรงพยาบาล"),
    ("my", "စနစ်က ကျွန်မရဲ့ ပင်စင်ကို ငြင်းပယ်ခဲ့တယ်", "ပင်စင်", "ဆေးရုံ"),
    ("km", "ប្រព័ន្ធបានបដិសេធប្រាក់សោធនរបស់ម្តាយខ្ញុំ", "ប្រាក់សោធន", "មន្ទីរពេទ្យ"),
    ("zh-Hans", "系统拒绝了我母亲的养老金，没有说明原因", "养老金", "医院"),
    ("en", "The machine refused my mother's pension", "pension refused", "pension hospital"),
    ("vi", "Hệ thống từ chối lương hưu của mẹ tôi", "luong huu", "benh vien"),
]


@pytest.fixture(scope="module")
async def desk(tools: Tools, installation: Installation) -> Desk:
    return await a_desk(tools, installation)


async def a_found_case(desk: Desk, **changes: object) -> OpenedCase:
    """Taken in, as the worker does it after the complaint was filed."""
    case = await desk.case(**changes)
    async with transaction(desk.tools.engine) as session:
        await take_in(session, desk.tools.keyring, case.id, clock.now())
    return case


async def found(desk: Desk, words: str, **filters: str) -> set[str]:
    """References that the queue of the office shows."""
    asking = Asking(desk.office.id, desk.office.id, "en", clock.now())
    async with transaction(desk.installation.engines["desk"], organisation=desk.office.id) as s:
        page = await queue(s, desk.tools.keyring, asking, QueueFilter(q=words, **filters))
    return {line.reference for line in page.lines}


@pytest.mark.parametrize(("language", "account", "held", "absent"), TEXTS, ids=lambda t: t[:7])
async def test_an_account_is_found_by_its_words_in_its_script(
    desk: Desk, language: str, account: str, held: str, absent: str
):
    case = await a_found_case(desk, account=account, language=language)
    assert case.reference in await found(desk, held)
    assert case.reference not in await found(desk, absent)


async def test_what_is_wanted_and_the_system_in_their_words_are_found_too(desk: Desk):
    case = await a_found_case(desk, wanted="An apology please", system_text="The blue kiosk")
    assert case.reference in await found(desk, "apology kiosk")


async def test_messages_of_both_sides_are_found(desk: Desk, administrator):
    case = await a_found_case(desk)
    await desk.complainant_writes(case, "My neighbour saw it.", clock.now())
    await desk.do(writing.send_message, case, Words("Which document was missing?"))
    jobs = administrator.execute(
        "SELECT task_name FROM procrastinate_jobs WHERE args->>'case_id' = %s", (str(case.id),)
    ).fetchall()
    assert ("grievances.index",) in jobs
    async with transaction(desk.tools.engine) as session:
        await index_again(session, desk.tools.keyring, case.id)
    assert case.reference in await found(desk, "neighbour")
    assert case.reference in await found(desk, "document missing")


async def test_of_two_jobs_about_one_case_the_index_keeps_every_word(desk: Desk):
    case = await a_found_case(desk)
    async with transaction(desk.tools.engine) as writing_on:
        await lock_case(writing_on, case.id)
        earlier = asyncio.create_task(indexed(desk, case))
        await asyncio.sleep(0.5)
        message = NewMessage(case.id, case.parties, "office", "en", "A zeppelin", clock.now())
        await write_message(writing_on, ACCOUNT_KEY, message)
    await earlier
    assert case.reference in await found(desk, "zeppelin")


async def indexed(desk: Desk, case: OpenedCase) -> None:
    async with transaction(desk.tools.engine) as session:
        await index_again(session, desk.tools.keyring, case.id)


async def test_notes_and_contact_details_get_no_tokens(desk: Desk):
    contact = {"contact_way": "email", "name": "Somchai Jaidee", "email": "zebra@example.org"}
    case = await a_found_case(desk, **contact)
    await desk.do(writing.add_note, case, Words("The giraffe knows more."))
    async with transaction(desk.tools.engine) as session:
        await index_again(session, desk.tools.keyring, case.id)
    for words in ("Somchai", "Jaidee", "zebra", "zebra@example.org", "giraffe"):
        assert case.reference not in await found(desk, words), words


async def test_words_and_filters_narrow_together(desk: Desk):
    case = await a_found_case(desk, account="A lantern fell", language="en")
    other = await a_found_case(desk, account="A lantern burned", language="en")
    await desk.do(assessing.assess, case, desk.described(subtype="V07"))
    both = {case.reference, other.reference}
    assert await found(desk, "lantern") == both
    for filters in ({"stage": "in_assessment"}, {"category": "V"}, {"category": "V07"}):
        assert await found(desk, "lantern", **filters) == {case.reference}
    assert await found(desk, "lantern", category="V", stage="received") == set()
    assert await found(desk, "lantern", system=desk.system, country="SG", severity="S2") == {
        case.reference
    }
    assert await found(desk, "lantern", whose="unassigned") == both
    assert await found(desk, "lantern", whose="mine") == set()


async def test_late_ones_are_those_whose_time_is_over(desk: Desk):
    case = await a_found_case(desk, at=clock.now() - timedelta(days=9), account="A marble")
    fresh = await a_found_case(desk, account="A marble")
    assert await found(desk, "marble", whose="late") == {case.reference}
    assert fresh.reference in await found(desk, "marble")


async def test_another_office_finds_nothing_of_it(
    desk: Desk, tools: Tools, installation: Installation
):
    case = await a_found_case(desk, account="A peculiar umbrella")
    elsewhere = await a_desk(tools, installation)
    assert await found(desk, "umbrella") == {case.reference}
    assert await found(elsewhere, "umbrella") == set()
    assert await found(elsewhere, case.reference) == set()


async def test_a_reference_is_found_as_it_is_said_over_the_phone(desk: Desk):
    case = await a_found_case(desk)
    said = case.reference.lower().replace("-", " ")
    assert await found(desk, said) == {case.reference}
    assert case.reference in await found(desk, case.reference.split("-")[2])


async def test_a_closed_case_is_found_by_words_though_the_queue_shows_open_ones(desk: Desk):
    case = await a_found_case(desk, account="A turquoise form")
    await desk.complainant_acts(case, "withdraw", clock.now())
    assert await found(desk, "turquoise") == {case.reference}
    assert case.reference not in await found(desk, "")
