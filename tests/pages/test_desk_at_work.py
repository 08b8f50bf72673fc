"""Two people at one case, what is refused and kept, and what the clocks on the page say."""

import re
from datetime import UTC, datetime

import httpx
import psycopg
import pytest

from backend.accounts.rules import Role
from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, sign_in
from tests.factories.desk import ASSESS, press
from tests.factories.office import Desk, a_desk
from tests.factories.pages import send_form, visible


@pytest.fixture(scope="module")
async def desk(tools: Tools, installation: Installation) -> Desk:
    return await a_desk(tools, installation)


async def test_whoever_comes_second_is_told_what_changed_and_keeps_what_they_typed(
    client: httpx.AsyncClient, desk: Desk
):
    case = await desk.case()
    await sign_in(client, await desk.member())
    assert (await press(client, case.reference, {"move": "acknowledge"})).status_code == 303
    late = {"move": "acknowledge", "revision": "1", "seen": "1", "acknowledge_message": "Typed"}
    answer = await send_form(client, f"/desk/cases/{case.reference}", late | {"note": "My note"})
    assert answer.status_code == 409
    assert "Complaint acknowledged" in answer.text
    assert "My note" in answer.text


async def test_what_was_typed_into_a_form_that_is_gone_is_still_there_to_copy(
    client: httpx.AsyncClient, desk: Desk
):
    case = await desk.case()
    await sign_in(client, await desk.member())
    assert (await press(client, case.reference, {"move": "acknowledge"})).status_code == 303
    late = {"move": "acknowledge", "revision": "1", "acknowledge_message": "A long answer"}
    answer = await send_form(client, f"/desk/cases/{case.reference}", late)
    assert answer.status_code == 409
    assert "A long answer" in visible(answer.text)
    assert "its form is no longer open" in visible(answer.text)


async def test_whoever_comes_second_reads_who_works_on_it_now(
    client: httpx.AsyncClient, desk: Desk
):
    case = await desk.case()
    member = await a_member(
        desk.tools.engine, desk.office.id, Role.CASEWORKER, name="Quick Colleague"
    )
    await sign_in(client, await desk.member())
    assigned = {"act": "assign", "assignee": str(member.id)}
    assert (await press(client, case.reference, assigned)).status_code == 303
    seen = await client.get(f"/desk/cases/{case.reference}")
    acts = re.findall('name="seen" value="([^"]+)"', seen.text)[0]
    late = ASSESS | {"revision": "1", "seen": acts}
    answer = await send_form(client, f"/desk/cases/{case.reference}", late)
    assert answer.status_code == 409
    changed = visible(answer.text).split("Meanwhile")[0].split("changed, and is now:")[1]
    assert changed.strip().startswith("Works on it: Quick Colleague")
    assert 'value="B02" selected' in answer.text


async def test_whoever_proposed_reads_that_somebody_else_decides(
    client: httpx.AsyncClient, desk: Desk
):
    case = await desk.case()
    await sign_in(client, await desk.member(Role.SUPERVISOR))
    proposal = {
        "move": "propose", "outcome": "upheld", "outcome_reason": "Yes", "reason_language": "en",
    }  # fmt: skip
    for fields in (ASSESS, proposal):
        assert (await press(client, case.reference, fields)).status_code == 303
    page = (await client.get(f"/desk/cases/{case.reference}")).text
    assert "somebody else must do this: Decide as proposed" in visible(page)
    assert 'name="move" value="decide"' not in page


@pytest.mark.parametrize(
    ("remedies", "sentence"),
    [
        ({"remedy_1": "RM02", "remedy_1_due": "2020-01-31"}, "This day has passed."),
        ({"remedy_1": "RM02", "remedy_1_due": "soon"}, "Please give a day"),
        (
            {f"remedy_{n}": "RM02" for n in (1, 3)} | {"remedy_1_due": "2030-01-31"},
            "promised twice",
        ),
    ],
)
async def test_a_remedy_is_promised_once_and_for_a_day_to_come(
    client: httpx.AsyncClient, desk: Desk, remedies: dict[str, str], sentence: str
):
    case = await desk.case()
    await sign_in(client, await desk.member())
    await press(client, case.reference, ASSESS)
    proposal = {"outcome": "upheld", "outcome_reason": "Yes", "reason_language": "en"}
    answer = await press(client, case.reference, {"move": "propose"} | proposal | remedies)
    assert answer.status_code == 422
    assert sentence in visible(answer.text)


async def test_due_times_are_those_of_the_office_and_say_what_the_person_was_told(
    client: httpx.AsyncClient, desk: Desk, administrator: psycopg.Connection
):
    case = await desk.case(datetime(2026, 3, 2, 2, tzinfo=UTC))
    await sign_in(client, await desk.member())
    address = f"/desk/cases/{case.reference}"
    page = visible((await client.get(address)).text)
    assert "To be acknowledged by 3 March 2026" in page
    assert "Complaint filed 2 March 2026 10:00" in page
    assert "The person was told" not in page
    administrator.execute("UPDATE clocks SET told_on = '2026-04-01' WHERE case_id = %s", (case.id,))
    assert "The person was told 1 April 2026." in visible((await client.get(address)).text)
