"""Every button of the desk, pressed twice at the same moment: nobody gets a broken page."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import psycopg
import pytest

from backend.accounts.rules import Role
from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.pages import forms_on
from tests.factories.rooms import OPEN_PAGES, Room, a_room
from tests.factories.worlds import a_world

pytestmark = pytest.mark.battery("T19")
#: Whose sessions or account the next buttons need.
ENDS_EVERYTHING = {"end_sessions", "close"}


@pytest.fixture(scope="module")
async def room(
    tools: Tools, installation: Installation, administrator: psycopg.Connection
) -> AsyncIterator[Room]:
    ours = await a_world(tools, installation, administrator, "PH")
    async with AsyncExitStack() as opened:
        yield await a_room(opened, installation, ours, ours)


@pytest.mark.parametrize("role", Role)
async def test_whoever_presses_twice_at_once_gets_no_broken_page(
    room: Room, role: Role, counted: Callable[[str, int], None], scale: Callable[[int, int], int]
):
    pressed, clicks = 0, scale(2, 16)
    for door in room.doors:
        if door.method == "GET" or door.path in OPEN_PAGES or not door.admits(role):
            continue
        address = door.at(room.ours.ids)
        page = await room.asked(role, "GET", address)
        for fields in forms_on(page.body):
            if fields.get("act") in ENDS_EVERYTHING:
                continue
            many = (room.asked(role, "POST", address, **fields) for _ in range(clicks))
            statuses = [answer.status for answer in await asyncio.gather(*many)]
            assert max(statuses) < 500, (address, fields, statuses)
            pressed += 1
    # A helper's own forms stand on pages of other addresses.
    assert pressed or role is Role.HELPER
    counted("races", pressed)
    counted("racers", pressed * clicks)
