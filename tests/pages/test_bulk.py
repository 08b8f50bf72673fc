"""One act on many cases: looked at first, done in one step, or not at all."""

import re
from html import unescape

import httpx
import psycopg
import pytest

from backend.accounts.rules import Role
from backend.app import Installation
from backend.sealing.tools import Tools
from backend.triage.actions.assessing import assess, assign
from backend.triage.actions.deciding import refer
from backend.triage.rules.typed import Words
from tests.factories.accounts import sign_in
from tests.factories.office import Desk, a_desk
from tests.factories.pages import send_form, visible

_SEEN = re.compile(r'name="seen" value="([^"]+)"')
CLASSIFY = {
    "act": "classify", "subtype": "B02", "harm": "4", "reversibility": "easy", "scale_people": "1",
    "ongoing": "no", "vulnerability": "none",
}  # fmt: skip
STATE = "SELECT stage, severity, assignee_id, revision FROM cases WHERE id = %s"
RECORD = "SELECT count(*) FROM events WHERE case_id = %s AND action = %s AND actor_kind = 'staff'"


@pytest.fixture
async def desk(tools: Tools, installation: Installation) -> Desk:
    return await a_desk(tools, installation)


async def look(
    browser: httpx.AsyncClient, references: list[str], fields: dict[str, str]
) -> tuple[str, dict[str, object]]:
    """The preview, and the form that stands below it."""
    form: dict[str, object] = {**fields, "case": references}
    there = f"/desk/bulk?act={fields['act']}&case=" + "&case=".join(references)
    answer = await send_form(browser, there, form, to="/desk/bulk")
    assert answer.status_code == 200, visible(answer.text)
    seen = _SEEN.search(answer.text)
    assert seen
    return visible(answer.text), form | {"seen": unescape(seen.group(1)), "apply": "yes"}


async def apply(browser: httpx.AsyncClient, form: dict[str, object]) -> httpx.Response:
    (one, *_) = form["case"]
    there = f"/desk/bulk?act={form['act']}&case={one}"
    return await send_form(browser, there, form, to="/desk/bulk")


async def test_the_preview_changes_nothing_and_says_what_would_happen_to_each(
    client: httpx.AsyncClient, desk: Desk, administrator: psycopg.Connection
):
    first, second, closed = [await desk.case() for _ in range(3)]
    worker = await desk.member(name="Mali Srisuk")
    await desk.do(refer, closed, Words("Dear colleagues", "police", "12 Main Street"))
    await desk.do(assign, second, Words(about=str(worker.id)))
    await sign_in(client, await desk.member(Role.SUPERVISOR))
    references = [first.reference, second.reference, closed.reference, "SG-2026-ZZZZZ-9"]
    page, _ = await look(client, references, {"act": "assign", "assignee": str(worker.id)})
    assert "1 case would be changed." in page
    assert "It is so already." in page
    assert "It is closed already." in page
    assert (administrator.execute(STATE, (first.id,)).fetchone() or ())[2] is None


async def test_all_are_assigned_each_with_its_own_record(
    client: httpx.AsyncClient, desk: Desk, administrator: psycopg.Connection
):
    cases = [await desk.case() for _ in range(3)]
    worker = await desk.member()
    await sign_in(client, await desk.member(Role.SUPERVISOR))
    fields = {"act": "assign", "assignee": str(worker.id)}
    _, form = await look(client, [case.reference for case in cases], fields)
    assert (await apply(client, form)).status_code == 303
    for case in cases:
        row = administrator.execute(STATE, (case.id,)).fetchone()
        assert row
        assert row[2:] == (worker.id, 2)
        assert administrator.execute(RECORD, (case.id, "case.assigned")).fetchone() == (1,)


async def test_new_cases_begin_their_assessment_and_others_are_classified_anew(
    client: httpx.AsyncClient, desk: Desk, administrator: psycopg.Connection
):
    new, old = await desk.case(), await desk.case()
    await desk.do(assess, old, desk.described())
    await sign_in(client, await desk.member())
    page, form = await look(client, [new.reference, old.reference], CLASSIFY)
    assert "2 cases would be changed." in page
    assert (await apply(client, form)).status_code == 303
    for case, action in ((new, "case.assess"), (old, "case.classified")):
        row = administrator.execute(STATE, (case.id,)).fetchone()
        assert row
        assert row[:2] == ("in_assessment", "S4")
        assert administrator.execute(RECORD, (case.id, action)).fetchone() == (1,)
    kept = "SELECT count(DISTINCT system_id), min(language) FROM cases WHERE id IN (%s, %s)"
    assert administrator.execute(kept, (new.id, old.id)).fetchone() == (1, "en")


async def test_where_somebody_changed_one_meanwhile_nothing_is_done_and_it_is_named(
    client: httpx.AsyncClient, desk: Desk, administrator: psycopg.Connection
):
    calm, moved = await desk.case(), await desk.case()
    worker = await desk.member()
    await sign_in(client, await desk.member(Role.SUPERVISOR))
    fields = {"act": "assign", "assignee": str(worker.id)}
    _, form = await look(client, [calm.reference, moved.reference], fields)
    await desk.do(assess, moved, desk.described(), member=worker)
    answer = await apply(client, form)
    assert answer.status_code == 409
    (told,) = re.findall(r"nothing was done: ([^.]+)\.", visible(answer.text))
    assert told == moved.reference
    assert (administrator.execute(STATE, (calm.id,)).fetchone() or ())[2:] == (None, 1)


async def test_cases_of_another_office_are_not_touched(
    client: httpx.AsyncClient, desk: Desk, tools: Tools, installation: Installation, administrator
):
    case, other = await desk.case(), await a_desk(tools, installation)
    stranger, own = await other.member(), await other.case()
    await sign_in(client, stranger)
    fields = {"act": "assign", "assignee": str(stranger.id)}
    page, form = await look(client, [case.reference, own.reference], fields)
    assert "This office has no such case." in page
    assert (await apply(client, form)).status_code == 303
    assert (administrator.execute(STATE, (case.id,)).fetchone() or ())[2] is None


async def test_a_form_with_nothing_ticked_or_chosen_is_shown_again(
    client: httpx.AsyncClient, desk: Desk
):
    case = await desk.case()
    await sign_in(client, await desk.member())
    there = f"/desk/bulk?act=assign&case={case.reference}"
    nothing = await send_form(client, there, {"act": "assign"}, to="/desk/bulk")
    assert "Please tick at least one case." in visible(nothing.text)
    nobody = {"act": "assign", "case": case.reference, "assignee": "x"}
    assert (await send_form(client, there, nobody, to="/desk/bulk")).status_code == 422


async def test_whoever_only_reads_cases_ticks_none(client: httpx.AsyncClient, desk: Desk):
    await desk.case()
    await sign_in(client, await desk.member(Role.AUDITOR))
    assert 'name="case"' not in (await client.get("/desk/")).text
    assert (await client.get("/desk/bulk?act=assign")).status_code == 403
