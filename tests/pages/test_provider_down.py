"""A provider of identities that is down: clear words, and signing in with a password goes on."""

import asyncio

import httpx
import pytest

from backend.accounts.actions import asking_provider
from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import Role
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, sign_in
from tests.factories.identity_provider import IdentityProvider
from tests.factories.outage import Outage, an_outage
from tests.factories.pages import visible
from tests.factories.provider_house import REFUSED, House, a_house

pytestmark = pytest.mark.battery("T6")
#: More than a door has connections to the database.
AT_ONCE = 24


@pytest.fixture
def outage() -> Outage:
    return Outage()


@pytest.fixture
async def house(tools: Tools, browsers, outage: Outage) -> House:
    return await a_house(tools, browsers(), IdentityProvider(port=outage.port))


@pytest.fixture
async def member(tools: Tools, house: House, counted) -> NewColleague:
    """Somebody with a password."""
    counted("people who signed in by password while a provider was down", 1)
    return await a_member(tools.engine, house.office.id, Role.CASEWORKER)


def is_told(answer: httpx.Response) -> bool:
    """In words, on the page on which a password can be typed."""
    said = visible(answer.text)
    return answer.status_code == 422 and REFUSED in said and 'name="password"' in answer.text


async def test_where_nobody_is_there_the_page_says_so(browsers, member: NewColleague, house: House):
    browser = browsers()
    assert is_told(await browser.get(f"/desk/sign-in/with/{house.slug}"))
    await sign_in(browser, member)
    assert (await browser.get("/desk/")).status_code == 200


async def test_many_who_wait_for_it_keep_nobody_from_signing_in(
    browsers, member: NewColleague, house: House, outage: Outage, monkeypatch
):
    monkeypatch.setattr(asking_provider, "LONGEST", 60.0)
    async with an_outage(outage), asyncio.TaskGroup() as group:
        road = f"/desk/sign-in/with/{house.slug}"
        waiting = [group.create_task(browsers().get(road)) for _ in range(AT_ONCE)]
        await outage.holds(AT_ONCE)
        await sign_in(browsers(), member)
        assert outage.holding == AT_ONCE
        outage.over.set()
    assert all(is_told(task.result()) for task in waiting)


async def test_whoever_waits_for_it_is_told_in_the_end(
    browsers, house: House, outage: Outage, monkeypatch
):
    monkeypatch.setattr(asking_provider, "LONGEST", 0.3)
    async with an_outage(outage):
        assert is_told(await browsers().get(f"/desk/sign-in/with/{house.slug}"))
        assert not outage.over.is_set()
