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
BROKEN = 500
#: Together they have every button of the desk; the last changes the roles of the others.
WITH_BUTTONS = (
    Role.CASEWORKER, Role.SUPERVISOR, Role.SYSTEM_OWNER, Role.COMMUNICATIONS, Role.ADMINISTRATOR,
)  # fmt: skip


@pytest.fixture(scope="module")
async def room(
    tools: Tools, installation: Installation, administrator: psycopg.Connection
) -> AsyncIterator[Room]:
    ours = await a_world(tools, installation, administrator, "PH")
    async with AsyncExitStack() as opened:
        yield await a_room(opened, installation, ours, ours)


async def test_whoever_presses_twice_at_once_gets_no_broken_page(
    room: Room, counted: Callable[[str, int], None], scale: Callable[[int, int], int]
):
    clicks = scale(2, 16)
    for role in WITH_BUTTONS:
        pressed = [
            await press(room, role, door.at(room.ours.ids), clicks)
            for door in room.doors
            if door.method == "POST" and door.path not in OPEN_PAGES and door.admits(role)
        ]
        assert sum(pressed), role
        counted("races", sum(pressed))
        counted("racers", sum(pressed) * clicks)


async def press(room: Room, role: Role, address: str, clicks: int) -> int:
    """Each button of that page; how many there were."""
    page, pressed = await room.asked(role, "GET", address), 0
    for fields in forms_on(page.body):
        if fields.get("act") in ENDS_EVERYTHING:
            continue
        many = (room.asked(role, "POST", address, **fields) for _ in range(clicks))
        statuses = [answer.status for answer in await asyncio.gather(*many)]
        assert max(statuses) < BROKEN, (address, fields, statuses)
        pressed += 1
    return pressed
