"""What is left of an unfinished complaint after its day, and files that nobody names."""

import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx

from backend import clock
from backend.database.doors import transaction
from backend.grievances.actions.sweeping import sweep, sweep_files
from backend.sealing.tools import Tools
from tests.factories.filing import answer_pages
from tests.factories.pages import send_form, visible

THERE = "/en/complain/files"
OLD = timedelta(hours=3)


async def add_file(browser: httpx.AsyncClient, content: bytes = b"Evidence.") -> httpx.Response:
    file = ("files", ("letter.txt", content, "text/plain"))
    return await send_form(browser, THERE, {"add": "yes"}, files=[file])


def kept(tools: Tools) -> set[UUID]:
    return {UUID(file.name) for file in Path(tools.settings.files).iterdir()}


def make_old(tools: Tools, file_id: UUID) -> None:
    then = (clock.now() - OLD).timestamp()
    os.utime(Path(tools.settings.files) / str(file_id), (then, then))


async def test_after_a_day_an_unfinished_complaint_and_its_file_are_gone(
    client: httpx.AsyncClient, tools: Tools
):
    await answer_pages(client)
    before = kept(tools)
    await add_file(client)
    (file_id,) = kept(tools) - before
    make_old(tools, file_id)
    for passed, there in ((timedelta(hours=23), True), (timedelta(hours=26), False)):
        async with transaction(tools.engine) as session:
            await sweep(session, clock.now() + passed)
        await sweep_files(tools)
        assert (file_id in kept(tools)) == there
        assert ("File 1: TXT" in visible((await client.get(THERE)).text)) == there


async def test_a_file_that_nobody_names_yet_may_still_be_on_its_way(tools: Tools):
    young, old = uuid4(), uuid4()
    for file_id in (young, old):
        await tools.files.put(file_id, b"sealed")
    make_old(tools, old)
    await sweep_files(tools)
    assert {young, old} & kept(tools) == {young}
