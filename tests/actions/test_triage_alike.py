"""Cases that are like one: of the same office and language, by rare words that both hold."""

import pytest
from sqlalchemy import text

from backend import clock
from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.database.doors import transaction
from backend.grievances.actions.taking_in import index_again
from backend.grievances.actions.writing import NewMessage, write_message
from backend.sealing.tools import Tools
from backend.triage.queries.alike import AlikeCase, cases_alike
from tests.factories.office import ACCOUNT_KEY, Desk, a_desk
from tests.factories.taking_in import take_in

SPOKEN = text("UPDATE cases SET language = :language WHERE id = :id")
LIKE = "The kiosk in Lantern Street printed somebody's certificate with my surname."
ALSO = "A certificate with another surname came out of the kiosk, Lantern Street, yesterday."
OTHER = "The bank refused my loan and nobody told me the reason for it."


@pytest.fixture
async def desk(tools: Tools, installation: Installation) -> Desk:
    return await a_desk(tools, installation)


async def a_told_case(desk: Desk, account: str, language: str = "en") -> OpenedCase:
    case = await desk.case(account=account)
    async with transaction(desk.tools.engine) as session:
        connection = await session.connection()
        await connection.execute(SPOKEN, {"id": case.id, "language": language})
        await take_in(session, desk.tools.keyring, case.id, clock.now())
    return case


async def office_writes(desk: Desk, case: OpenedCase, text: str) -> None:
    member = await desk.member()
    async with desk.work(member, case.reference, (None, None)) as (session, work):
        parties = (member.organisation_id,)
        new = NewMessage(work.case.id, parties, "office", "en", text, clock.now(), member.id)
        await write_message(session, ACCOUNT_KEY, new)
    async with transaction(desk.tools.engine) as session:
        await index_again(session, desk.tools.keyring, case.id)


async def like(desk: Desk, case: OpenedCase) -> list[AlikeCase]:
    member = await desk.member()
    async with desk.work(member, case.reference, (None, None)) as (session, work):
        return await cases_alike(session, desk.tools.keyring, work)


async def test_a_case_about_the_same_thing_is_found_with_the_words_of_both(desk: Desk):
    case, other = await a_told_case(desk, LIKE), await a_told_case(desk, ALSO)
    await a_told_case(desk, OTHER)
    (found,) = await like(desk, case)
    assert found.line.reference == other.reference
    assert {"certificate", "Lantern", "surname", "kiosk"} <= set(found.shared)
    assert "bank" not in found.shared


async def test_the_likest_stands_first(desk: Desk):
    case = await a_told_case(desk, LIKE)
    less = await a_told_case(desk, "Lantern Street has no light and no water.")
    more = await a_told_case(desk, ALSO)
    found = [one.line.reference for one in await like(desk, case)]
    assert found == [more.reference, less.reference]


async def test_another_language_and_another_office_are_never_like_it(
    desk: Desk, tools: Tools, installation: Installation
):
    case = await a_told_case(desk, LIKE)
    await a_told_case(desk, ALSO, "ms")
    await a_told_case(await a_desk(tools, installation), ALSO)
    assert await like(desk, case) == []


async def test_words_that_every_case_holds_make_none_like_another(desk: Desk):
    cases = [await a_told_case(desk, f"The machine refused my pension {n}.") for n in range(14)]
    assert await like(desk, cases[0]) == []


async def test_cases_without_spaces_between_words_are_like_each_other(desk: Desk):
    case = await a_told_case(desk, "เครื่องพิมพ์ใบรับรองผิดคนที่ถนนโคมไฟ", "th")
    other = await a_told_case(desk, "ได้ใบรับรองผิดคนจากเครื่องพิมพ์ ถนนโคมไฟ", "th")
    (found,) = await like(desk, case)
    assert found.line.reference == other.reference
    assert "เครื่องพิมพ์" in found.shared


async def test_what_the_office_answers_everybody_makes_no_case_like_another(desk: Desk):
    case, other = await a_told_case(desk, LIKE), await a_told_case(desk, OTHER)
    for answered in (case, other):
        await office_writes(desk, answered, "Thank you. Somebody reads your complaint this week.")
    assert await like(desk, case) == []
