"""The office takes a case back while its owner says that an update answers it."""

import asyncio

import pytest

from backend import clock
from backend.app import Installation
from backend.cases.actions.sharing import stop_asking_owner
from backend.cases.queries.cases import lock_case
from backend.database.doors import transaction
from backend.errors import Unacceptable
from backend.remedies.actions.recording import link_cases
from backend.remedies.rules import Recorder
from backend.sealing.tools import Tools
from tests.actions.test_remedies_updates import links, recorded
from tests.factories.asking import a_case_put_to_owner, some_parties


@pytest.mark.battery("T19")
async def test_the_owner_is_told_in_words_and_nothing_is_linked(
    installation: Installation, tools: Tools
):
    parties = await some_parties(tools)
    case = await a_case_put_to_owner(installation, parties)
    update = await recorded(installation, parties)
    by = Recorder(parties.owner.id, parties.answerer.id, clock.now())

    async def link() -> None:
        desk = installation.engines["desk"]
        async with transaction(desk, organisation=parties.owner.id) as session:
            chosen = (case.reference,)
            await link_cases(session, by, (parties.system.id, update.id), chosen)

    async with transaction(tools.engine) as office:
        held = await lock_case(office, case.id)
        assert held
        linking = asyncio.create_task(link())
        # It has read that the case is put to it, and waits for the row.
        await asyncio.sleep(1)
        assert not linking.done()
        await stop_asking_owner(office, held, forget=True)
    with pytest.raises(Unacceptable) as refused:
        await linking
    assert [fault.code for fault in refused.value.faults] == ["taken_back"]
    assert await links(tools, update.id) == []
