"""Reports at the public door: the page, the open data, the API, and what is never there."""

import csv
import io
import re
from datetime import UTC, date, datetime
from hashlib import sha256
from html import unescape
from uuid import uuid4

import httpx
import pytest

from backend import clock
from backend.reports.rules.disclosure.values import HIDDEN
from backend.reports.rules.figures import canonical
from backend.reports.rules.names import STATUS_NOTES
from backend.reports.rules.periods import period_of
from backend.sealing.tools import Tools
from tests.factories.pages import visible
from tests.factories.reports import (
    QUARTER,
    Newsroom,
    a_draft,
    a_newsroom,
    a_published_report,
    an_update,
    corrected_report,
    facts_of,
    noted,
    written,
)

_ROW = re.compile(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td></tr>', re.DOTALL)
_TABLE = re.compile(r"<caption>(.*?)</caption>(.*?)</table>", re.DOTALL)


@pytest.fixture(scope="module")
async def room(tools: Tools) -> Newsroom:
    return await a_newsroom(tools)


@pytest.fixture(scope="module")
async def update(tools: Tools, room: Newsroom) -> tuple[str, str]:
    """Live in the quarter; it answered fourteen of the office's complaints."""
    made = await an_update(tools)
    about = {"office_id": room.office.id, "category": "T", "outcome": "upheld", "t5_hours": 90.0}
    await noted(tools, facts_of(14, **about, updates=(made[0],)))
    await noted(tools, facts_of(30, office_id=room.office.id, country="MM", category="W"))
    return made


@pytest.fixture(scope="module")
async def slug(tools: Tools, room: Newsroom, update: tuple[str, str]) -> str:
    return await a_published_report(tools, room)


def rows_of(page: str) -> dict[tuple[str, str], str]:
    """Caption and name of each row of the charts → what stands beside it."""
    found = {}
    for caption, body in _TABLE.findall(page):
        for name, cell in _ROW.findall(body):
            text = unescape(re.sub(r"<[^>]+>", "", cell)).strip()
            found[unescape(caption), unescape(name)] = text
    return found


async def test_a_report_is_found_in_the_list_and_read_in_the_readers_language(
    client: httpx.AsyncClient, slug: str
):
    listed = await client.get("/en/reports")
    assert f'href="/en/reports/{slug}"' in listed.text
    page = await client.get(f"/th/reports/{slug}")
    assert page.status_code == 200
    assert "พ.ศ. 2569" in visible(page.text)
    assert "หลายคนถูกปฏิเสธ" in page.text
    assert "ประเทศไทย" in page.text


async def test_a_narrative_in_another_language_is_marked_as_that(
    client: httpx.AsyncClient, slug: str
):
    page = (await client.get(f"/my/reports/{slug}")).text
    said = re.search(r'<div class="narrative"([^>]*)>(.*?)</div>', page, re.DOTALL)
    assert said
    assert said.group(1) == ' lang="en" dir="ltr"'
    assert "Many were refused." in said.group(2)
    own = (await client.get(f"/en/reports/{slug}")).text
    assert '<div class="narrative">' in own


async def test_page_csv_json_and_api_hide_the_same_cells(client: httpx.AsyncClient, slug: str):
    page = rows_of((await client.get(f"/en/reports/{slug}")).text)
    data = (await client.get(f"/en/reports/{slug}/data.json")).json()["figures"]["tables"]
    api = (await client.get(f"/api/v1/reports/{slug}")).json()["tables"]
    lines = csv.DictReader(io.StringIO((await client.get(f"/en/reports/{slug}/data.csv")).text))
    every = [line for line in lines if line["metric_id"] != "updates"]
    cells = [(t, row) for t in api for row in t["rows"]]
    plain = [row for t in data for row in t["rows"]]
    notes = [note.text for status, note in STATUS_NOTES.items() if status in HIDDEN]
    for (table, row), line, own in zip(cells, every, plain, strict=True):
        assert row["status"] == line["status"] == own["status"]
        assert line["value"] == ("" if row["value"] is None else str(row["value"]))
        assert own.get("value") == row["value"]
        shown = page.get((table["title"], row["name"]))
        if row["unit"] == "cases" and shown is not None:
            assert (shown in notes) == (row["status"] in HIDDEN), row["name"]
            assert row["value"] is None or shown.startswith(str(row["value"]))
    assert any(row["status"] in HIDDEN for _, row in cells)
    assert any(row["status"] == "r" for _, row in cells)


async def test_the_published_hash_is_that_of_the_figures_in_the_open_data(
    client: httpx.AsyncClient, slug: str
):
    data = (await client.get(f"/en/reports/{slug}/data.json")).json()
    assert sha256(canonical(data["figures"])).hexdigest() == data["sha256"]
    assert data["sha256"] in (await client.get(f"/en/reports/{slug}")).text


async def test_myanmar_and_the_offices_secrets_are_nowhere(
    client: httpx.AsyncClient, slug: str, room: Newsroom
):
    answers = [
        (await client.get(address)).text
        for address in (
            f"/en/reports/{slug}", f"/en/reports/{slug}/data.csv",
            f"/en/reports/{slug}/data.json", f"/api/v1/reports/{slug}",
        )
    ]  # fmt: skip
    for text in answers:
        assert "Myanmar" not in text
        assert ",MM," not in text
        assert '"MM"' not in text
        for secret in ("input_hash", "approver", "rule_version", str(room.second.id), '"held"'):
            assert secret not in text
    assert "W" not in {row["dim1_value"] for row in csv.DictReader(io.StringIO(answers[1]))}


async def test_a_model_update_is_named_and_linked_both_ways(
    client: httpx.AsyncClient, slug: str, update: tuple[str, str]
):
    update_id, system = update
    page = (await client.get(f"/en/reports/{slug}")).text
    assert f'href="/en/systems/{system}#update-{update_id}"' in page
    assert "Old records are ignored." in page
    assert "about 15" in page
    register = (await client.get(f"/en/systems/{system}")).text
    assert f'id="update-{update_id}"' in register
    assert f'href="/en/reports?update={update_id}"' in register
    named = (await client.get(f"/en/reports?update={update_id}")).text
    assert f'href="/en/reports/{slug}#update-{update_id}"' in named
    nobody = await client.get(f"/en/reports?update={uuid4()}")
    assert "No report names this change yet" in nobody.text


async def test_nothing_of_a_version_that_is_not_published_is_to_be_had(
    client: httpx.AsyncClient, tools: Tools
):
    room = await a_newsroom(tools)
    new = await a_draft(tools, room)
    await written(tools, room, new)
    slug = f"{room.office.slug}-2026-q3"
    for address in ("", "/data.csv", "/data.json"):
        assert (await client.get(f"/en/reports/{slug}{address}")).status_code == 404
    assert (await client.get(f"/api/v1/reports/{slug}")).status_code == 404
    assert slug not in (await client.get("/en/reports")).text
    assert slug not in (await client.get("/api/v1/reports")).text


async def test_a_correction_is_seen_and_of_the_version_before_only_its_shell(
    client: httpx.AsyncClient, tools: Tools
):
    slug = await corrected_report(tools, await a_newsroom(tools))
    page = visible((await client.get(f"/en/reports/{slug}")).text)
    assert "This report was corrected" in page
    assert "Thirty were missing." in page
    assert "Replaced on" in page
    first, second = (await client.get(f"/api/v1/reports/{slug}")).json()["versions"][::-1]
    assert (first["number"], second["number"]) == (1, 2)
    assert first["replaced_on"]
    assert first["sha256"] != second["sha256"]
    assert second["reason"]["text"] == "Thirty were missing."


async def test_a_report_of_a_running_quarter_is_marked_as_provisional(
    client: httpx.AsyncClient, tools: Tools
):
    running = period_of(datetime.now(UTC).date())
    slug = await a_published_report(tools, await a_newsroom(tools), running)
    page = visible((await client.get(f"/en/reports/{slug}")).text)
    assert "These figures are provisional and will change." in page
    assert (await client.get(f"/en/reports/{slug}/data.json")).json()["figures"]["provisional"]
    assert date.fromisoformat(str(running.last)) >= clock.now().date()


async def test_reports_and_open_data_may_be_kept_by_caches(client: httpx.AsyncClient, slug: str):
    for address in (
        "/en/reports", f"/en/reports/{slug}", f"/en/reports/{slug}/data.csv",
        f"/en/reports/{slug}/data.json", "/api/v1/reports", f"/api/v1/reports/{slug}",
    ):  # fmt: skip
        assert "no-store" not in (await client.get(address)).headers["cache-control"], address


async def test_the_api_lists_reports_page_by_page(
    client: httpx.AsyncClient, tools: Tools, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("backend.reports.api_routes.PAGE", 1)
    mine = {await a_published_report(tools, await a_newsroom(tools)) for _ in range(2)}
    cursor, found = "", []
    while cursor is not None:
        page = (await client.get("/api/v1/reports", params={"cursor": cursor})).json()
        found += [item["slug"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert mine <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/reports/%00", 404), ("/en/reports/x%ED%A0%80", 404), ("/en/reports/../desk", 404),
        ("/en/reports?update=%00", 404), ("/en/reports?after=2026-Q9~x", 404),
        ("/en/reports/nothing/data.csv", 404), ("/en/reports/%00/data.json", 404),
        ("/api/v1/reports/%00", 404),
        ("/api/v1/reports?cursor=eA", 422), ("/api/v1/reports?wrong=1", 422),
    ],
)  # fmt: skip
async def test_a_hostile_address_gets_a_clear_answer(
    client: httpx.AsyncClient, address: str, status: int
):
    assert (await client.get(address)).status_code == status


async def test_quarters_are_drawn_as_a_line_from_the_third_report_on(
    client: httpx.AsyncClient, tools: Tools
):
    room = await a_newsroom(tools)
    for month in (1, 4):
        received = {"office_id": room.office.id, "received_on": date(2026, month, 20)}
        await noted(tools, facts_of(20 * month, **received))
    slugs = [await a_published_report(tools, room, QUARTER.later(back)) for back in (-2, -1, 0)]
    last = (await client.get(f"/en/reports/{slugs[2]}")).text
    assert "About 65 complaints in Quarter 3, 2026, about 20 in Quarter 1, 2026." in last
    assert last.count("<polyline") == 1
    assert "<polyline" not in (await client.get(f"/en/reports/{slugs[1]}")).text
