"""Reports at the desk: by the forms, as two people of an office would bring one out."""

import re
from collections.abc import Callable
from uuid import UUID

import httpx
import pytest

from backend.accounts.rules import Role
from backend.reports.jobs import compose_or_give_up
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, sign_in
from tests.factories.pages import send_form, visible
from tests.factories.reports import (
    Newsroom,
    a_draft,
    a_newsroom,
    a_published_report,
    proposed_and_published,
    written,
)

Browsers = Callable[[], httpx.AsyncClient]
_MARK = re.compile(r'name="mark" value="([^"]+)"')


@pytest.fixture(scope="module")
async def room(tools: Tools) -> Newsroom:
    return await a_newsroom(tools)


async def act(browser: httpx.AsyncClient, address: str, name: str, **texts: str) -> httpx.Response:
    """Press a button of the page with these texts in its fields."""
    mark = _MARK.search((await browser.get(address)).text)
    fields = {"act": name, "mark": mark.group(1) if mark else "", **texts}
    return await send_form(browser, address, fields)


def words(english: str, thai: str) -> dict[str, str]:
    return {"summary-en": english, "summary-th": thai}


async def begun(browser: httpx.AsyncClient, quarter: str = "2026-Q3") -> str:
    answer = await send_form(browser, "/desk/reports", {"quarter": quarter})
    assert answer.status_code == 303, visible(answer.text)
    return answer.headers["location"]


async def test_two_people_bring_out_a_report_and_the_first_alone_cannot(
    browsers: Browsers, tools: Tools
):
    room = await a_newsroom(tools)
    writer, second = browsers(), browsers()
    await sign_in(writer, room.writer)
    await sign_in(second, room.second)
    address = await begun(writer)
    await compose_or_give_up(tools, UUID(address.rpartition("/")[2]))
    proposed = await act(writer, address, "propose", **words("Many were refused.", "ถูกปฏิเสธ"))
    assert proposed.status_code == 303
    alone = await send_form(writer, address, {"act": "publish"})
    assert alone.status_code == 403
    assert "published by somebody else" in visible(alone.text)
    assert (await send_form(second, address, {"act": "publish"})).status_code == 303
    slug = f"{room.office.slug}-2026-q3"
    assert "Many were refused." in (await browsers().get(f"/en/reports/{slug}")).text
    assert "Published" in visible((await writer.get("/desk/reports")).text)


async def test_the_page_about_the_counting_looks_again_without_a_script(
    client: httpx.AsyncClient, tools: Tools
):
    room = await a_newsroom(tools)
    await sign_in(client, room.writer)
    address = await begun(client)
    counting = await client.get(address)
    assert int(counting.headers["refresh"]) > 0
    assert "being counted" in counting.text
    await compose_or_give_up(tools, UUID(address.rpartition("/")[2]))
    counted = await client.get(address)
    assert "refresh" not in counted.headers
    assert "complaints received" in visible(counted.text)


async def test_a_failed_counting_is_said_and_tried_again(
    client: httpx.AsyncClient, tools: Tools, monkeypatch: pytest.MonkeyPatch
):
    room = await a_newsroom(tools)
    await sign_in(client, room.writer)
    address = await begun(client)
    with monkeypatch.context() as broken:
        broken.setattr("backend.reports.actions.composing.compose", lambda *_: 1 / 0)
        await compose_or_give_up(tools, UUID(address.rpartition("/")[2]))
    failed = await client.get(address)
    assert "could not be counted" in visible(failed.text)
    assert "ZeroDivisionError" in failed.text
    assert (await send_form(client, address, {"act": "count"})).status_code == 303
    assert "being counted" in (await client.get(address)).text


async def test_what_is_missing_is_named_and_what_was_typed_is_kept(
    client: httpx.AsyncClient, tools: Tools
):
    room = await a_newsroom(tools)
    new = await a_draft(tools, room)
    await sign_in(client, room.writer)
    address = f"/desk/reports/{new}"
    refused = await act(client, address, "propose", **words("Only English.", ""))
    assert refused.status_code == 422
    assert 'href="#summary-th"' in refused.text
    assert "Only English." in refused.text
    too_long = await act(client, address, "save", **words("x" * 10_001, "ไทย"))
    assert too_long.status_code == 422
    assert "x" * 10_001 in too_long.text
    assert "ไทย" in too_long.text
    assert "Only English." in (await client.get(address)).text


async def test_who_saves_second_is_told_and_finds_both_texts(browsers: Browsers, tools: Tools):
    room = await a_newsroom(tools)
    address = f"/desk/reports/{await a_draft(tools, room)}"
    first, second = browsers(), browsers()
    await sign_in(first, room.writer)
    await sign_in(second, room.second)
    seen = _MARK.search((await second.get(address)).text).group(1)
    await act(first, address, "save", **words("The first wrote this.", ""))
    fields = {"act": "save", "mark": seen, **words("The second wrote that.", "")}
    late = await send_form(second, address, fields)
    assert late.status_code == 409
    assert "The second wrote that." in late.text
    assert "The first wrote this." in late.text
    again = {**fields, "mark": _MARK.search(late.text).group(1)}
    assert (await send_form(second, address, again)).status_code == 303


async def test_the_preview_is_what_is_published(client: httpx.AsyncClient, tools: Tools):
    room = await a_newsroom(tools)
    new = await a_draft(tools, room)
    await written(tools, room, new, en="Many *were* refused.", th="หลายคน")
    await sign_in(client, room.second)
    preview = (await client.get(f"/desk/reports/{new}/preview?language=th")).text
    await proposed_and_published(tools, room, new)
    public = (await client.get(f"/th/reports/{room.office.slug}-2026-q3")).text
    body = re.compile(r"<h1>.*?(?=<section aria-labelledby=\"(?:open-data|versions)\">)", re.DOTALL)
    assert body.search(preview).group(0).strip() == body.search(public).group(0).strip()


async def test_around_a_preview_the_desk_speaks_the_language_of_whoever_looks(
    client: httpx.AsyncClient, tools: Tools, room: Newsroom
):
    reader = await a_member(tools.engine, room.office.id, Role.COMMUNICATIONS, locale="id")
    await sign_in(client, reader)
    page = f"/desk/reports/{await a_draft(tools, room)}/preview?language="
    theirs, own = [(await client.get(page + tag)).text for tag in ("my", "id")]
    around, report = theirs.split('<div class="preview" lang="my" dir="ltr">')
    assert '<html lang="id" dir="ltr">' in around
    assert ">Laporan</a>" in around
    assert "Keluar" in around
    assert set("ကခဂ") & set(report)
    assert '<div class="preview">' in own


async def test_a_correction_begins_from_the_published_page_with_its_words(
    client: httpx.AsyncClient, tools: Tools
):
    room = await a_newsroom(tools)
    slug = await a_published_report(tools, room)
    await sign_in(client, room.writer)
    listed = (await client.get("/desk/reports")).text
    published = re.search(r'href="(/desk/reports/[0-9a-f-]{36})"', listed).group(1)
    answer = await send_form(client, published, {"act": "correct"})
    address = answer.headers["location"]
    await compose_or_give_up(tools, UUID(address.rpartition("/")[2]))
    page = (await client.get(address)).text
    assert 'id="correction-en"' in page
    assert "Many were refused." in page
    assert address in (await client.get(published)).text
    assert (
        "corrected" not in visible((await client.get(f"/en/reports/{slug}")).text).split("not")[0]
    )


async def test_a_draft_of_another_office_is_not_there(
    client: httpx.AsyncClient, tools: Tools, room: Newsroom
):
    theirs = await a_draft(tools, await a_newsroom(tools))
    await sign_in(client, room.writer)
    for address in (f"/desk/reports/{theirs}", f"/desk/reports/{theirs}/preview"):
        assert (await client.get(address)).status_code == 404
    fields = {"act": "discard"}
    answer = await send_form(client, "/desk/reports", fields, to=f"/desk/reports/{theirs}")
    assert answer.status_code == 404


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR, Role.ADMINISTRATOR])
async def test_only_communications_enters(
    client: httpx.AsyncClient, tools: Tools, room: Newsroom, role: Role
):
    await sign_in(client, await a_member(tools.engine, room.office.id, role))
    assert (await client.get("/desk/reports")).status_code == 403


@pytest.mark.parametrize("quarter", ["", "2026-Q9", "2090-Q1", "2026-Q3\x00", "ไตรมาส"])
async def test_a_quarter_that_cannot_be_reported_is_refused_with_a_reason(
    client: httpx.AsyncClient, room: Newsroom, quarter: str
):
    await sign_in(client, room.writer)
    answer = await send_form(client, "/desk/reports", {"quarter": quarter})
    assert answer.status_code == 422
    assert 'href="#quarter"' in answer.text


async def test_an_unknown_act_and_an_unknown_language_are_refused(
    client: httpx.AsyncClient, tools: Tools
):
    room = await a_newsroom(tools)
    address = f"/desk/reports/{await a_draft(tools, room)}"
    await sign_in(client, room.writer)
    assert (await act(client, address, "burn")).status_code == 422
    assert (await act(client, address, "save", **{"summary-xx": "?"})).status_code == 422
    assert (await client.get(f"{address}/preview?language=xx")).status_code == 404


async def test_a_narrative_whose_original_changed_is_named_and_written_side_by_side(
    client: httpx.AsyncClient, tools: Tools
):
    room = await a_newsroom(tools)
    await sign_in(client, room.writer)
    address = await begun(client)
    report = address.rpartition("/")[2]
    await compose_or_give_up(tools, UUID(report))
    await act(client, address, "save", **words("Many were refused.", "ถูกปฏิเสธ"))
    await act(client, address, "save", **words("Most were refused.", "ถูกปฏิเสธ"))
    editor = f"/desk/texts/report.{report}?language=th"
    assert f'href="{editor}"' in (await client.get(address)).text
    page = (await client.get(editor)).text
    assert re.search("<del>[^<]*Many", page)
    assert re.search("<ins>[^<]*Most", page)
    mark = re.findall('name="mark" value="([^"]+)"', page)[0]
    fields = {"language": "th", "mark": mark, "text-summary": "ส่วนใหญ่ถูกปฏิเสธ"}
    saved = await send_form(client, editor, fields, to=editor.partition("?")[0])
    assert saved.status_code == 303, visible(saved.text)
    page = (await client.get(address)).text
    assert f'href="{editor}"' not in page
    assert "ส่วนใหญ่ถูกปฏิเสธ" in page
