"""Saved views of the queue: one's own, shared ones, and none of another office."""

from collections.abc import Callable

import httpx
import psycopg
import pytest

from backend.accounts.rules import Role
from backend.app import Installation
from backend.sealing.tools import Tools
from backend.triage.rules.views import MOST_VIEWS
from tests.factories.accounts import sign_in
from tests.factories.office import Desk, a_desk
from tests.factories.pages import send_form, visible

Another = Callable[[], httpx.AsyncClient]
VIEW = "/desk/?q=pension&stage=received&whose=late"
NAMED = {"act": "save", "view": VIEW, "view_name": "<b>Late & new</b>"}


@pytest.fixture
async def desk(tools: Tools, installation: Installation) -> Desk:
    return await a_desk(tools, installation)


async def save(browser: httpx.AsyncClient, **fields: str) -> httpx.Response:
    there = "/desk/views?view=/desk/%3Fstage=received"
    return await send_form(browser, there, NAMED | fields, to="/desk/views")


async def test_a_view_is_kept_without_the_words_that_were_searched_for(
    client: httpx.AsyncClient, desk: Desk, administrator: psycopg.Connection
):
    await sign_in(client, await desk.member())
    answer = await save(client)
    assert answer.headers["location"] == "/desk/?stage=received&whose=late"
    page = (await client.get("/desk/")).text
    assert "&lt;b&gt;Late &amp; new&lt;/b&gt;" in page
    kept = "SELECT query FROM saved_views WHERE organisation_id = %s"
    assert administrator.execute(kept, (desk.office.id,)).fetchall() == [
        ("/desk/?stage=received&whose=late",)
    ]


async def test_colleagues_see_a_view_only_where_it_is_shared_and_another_office_never(
    browsers: Another, desk: Desk, tools: Tools, installation: Installation
):
    mine, theirs, foreign = browsers(), browsers(), browsers()
    other = await a_desk(tools, installation)
    await sign_in(mine, await desk.member())
    await sign_in(theirs, await desk.member())
    await sign_in(foreign, await other.member())
    await save(mine, view_name="Only mine")
    await save(mine, view_name="For all", shared="yes")
    page = visible((await theirs.get("/desk/")).text)
    assert "For all" in page
    assert "Only mine" not in page
    assert "For all" not in (await foreign.get("/desk/")).text


async def test_a_shared_view_is_taken_away_by_its_owner_or_a_supervisor(
    browsers: Another, desk: Desk, administrator: psycopg.Connection
):
    mine, theirs, chief = browsers(), browsers(), browsers()
    await sign_in(mine, await desk.member())
    await sign_in(theirs, await desk.member())
    await sign_in(chief, await desk.member(Role.SUPERVISOR))
    await save(mine, shared="yes")
    find = "SELECT id::text FROM saved_views WHERE organisation_id = %s"
    (saved,) = administrator.execute(find, (desk.office.id,)).fetchone() or ("",)
    gone = {"act": "remove", "saved": saved}
    there = "/desk/views?view=/desk/%3Fstage=received"
    assert (await send_form(theirs, there, gone, to="/desk/views")).status_code == 403
    assert (await send_form(chief, "/desk/views", gone)).status_code == 303
    assert administrator.execute(find, (desk.office.id,)).fetchone() is None


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"view_name": " "}, "Please fill in this field."),
        ({"view_name": "x" * 61}, "Please shorten it to at most 60."),
        ({"view": "/desk/?q=Somchai"}, "Please choose filters first, then save them."),
    ],
)
async def test_a_view_without_name_or_filters_is_not_kept(
    client: httpx.AsyncClient, desk: Desk, fields: dict[str, str], says: str
):
    await sign_in(client, await desk.member())
    answer = await save(client, **fields)
    assert answer.status_code == 422
    assert says in visible(answer.text)


async def test_nobody_saves_more_views_than_can_be_found_again(
    client: httpx.AsyncClient, desk: Desk
):
    await sign_in(client, await desk.member())
    for number in range(MOST_VIEWS):
        assert (await save(client, view_name=f"View {number}")).status_code == 303
    assert (await save(client, view_name="One more")).status_code == 422
