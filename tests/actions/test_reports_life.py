"""A report from the first count to its correction, and everything that is refused on the way."""

from uuid import UUID

import psycopg
import pytest

from backend import clock
from backend.accounts.rules import OrganisationKind
from backend.database.doors import transaction
from backend.errors import Conflict, Forbidden, Unacceptable
from backend.reports.actions import composing, publishing, writing
from backend.reports.actions.holding import NotNow, Publisher
from backend.reports.actions.publishing import (
    CountedBefore,
    DraftExists,
    OnlyItsComposer,
    SecondPersonNeeded,
)
from backend.reports.jobs import compose_or_give_up
from backend.reports.queries.publications import Draft, draft, drafts_of_office, texts_of
from backend.reports.rules.editions import REASON, State, mark_of
from backend.reports.rules.periods import Period
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.reports import (
    QUARTER,
    Newsroom,
    a_draft,
    a_newsroom,
    facts_of,
    noted,
    proposed_and_published,
    written,
)


@pytest.fixture
async def room(tools: Tools) -> Newsroom:
    return await a_newsroom(tools)


async def kept(tools: Tools, publication_id: UUID) -> Draft:
    async with transaction(tools.engine) as session:
        found = await draft(session, publication_id)
    assert found
    return found


async def do(tools: Tools, act, *what) -> object:
    """An action in a transaction of its own, now."""
    async with transaction(tools.engine) as session:
        return await act(session, *what, clock.now())


async def test_whoever_composed_a_report_does_not_publish_it(tools: Tools, room: Newsroom):
    new = await a_draft(tools, room)
    await written(tools, room, new)
    writer, second = room.by(room.writer), room.by(room.second)
    with pytest.raises(OnlyItsComposer):
        await do(tools, publishing.propose, second, new)
    await do(tools, publishing.propose, writer, new)
    with pytest.raises(SecondPersonNeeded):
        await do(tools, publishing.publish, writer, new)
    await do(tools, publishing.publish, second, new)
    found = await kept(tools, new)
    assert found.edition.state is State.PUBLISHED
    assert found.release.approver == str(room.second.id)


async def test_a_report_is_proposed_with_english_and_the_offices_language(
    tools: Tools, room: Newsroom
):
    new = await a_draft(tools, room)
    await written(tools, room, new, en="Many were refused.")
    with pytest.raises(Unacceptable) as refusal:
        await do(tools, publishing.propose, room.by(room.writer), new)
    assert [fault.field for fault in refusal.value.faults] == ["summary-th"]


async def test_a_published_report_is_frozen(
    tools: Tools, room: Newsroom, administrator: psycopg.Connection
):
    new = await a_draft(tools, room)
    await written(tools, room, new)
    await proposed_and_published(tools, room, new)
    writer = room.by(room.writer)
    with pytest.raises(NotNow):
        await do(tools, writing.write_section, writer, (new, "summary"), {"en": "Nobody was."})
    for act in (publishing.discard, publishing.return_to_draft, publishing.count_again):
        with pytest.raises(NotNow):
            await do(tools, act, writer, new)
    before = (await kept(tools, new)).edition.figures
    await compose_or_give_up(tools, new)
    assert (await kept(tools, new)).edition.figures == before


async def test_a_correction_replaces_the_version_and_keeps_of_it_only_the_shell(
    tools: Tools, room: Newsroom
):
    old = await a_draft(tools, room)
    await written(tools, room, old)
    await proposed_and_published(tools, room, old)
    await noted(tools, facts_of(30, office_id=room.office.id, category="T"))
    new = await a_draft(tools, room)
    with pytest.raises(Unacceptable) as refusal:
        await proposed_and_published(tools, room, new)
    assert [f.field for f in refusal.value.faults] == ["correction-en", "correction-th"]
    reason = {"en": "Thirty were missing.", "th": "ขาดสามสิบเรื่อง"}
    await do(tools, writing.write_section, room.by(room.writer), (new, REASON), reason)
    await proposed_and_published(tools, room, new)
    replaced, current = [await kept(tools, each) for each in (old, new)]
    assert replaced.edition.state is State.REPLACED
    assert replaced.edition.figures is None
    assert replaced.edition.sha256
    assert (current.edition.number, current.edition.correction_reason) == (2, reason)
    async with transaction(tools.engine) as session:
        assert await texts_of(session, old) == {}
        assert (await texts_of(session, new))["summary"]["en"] == "Many were refused."


async def test_a_table_in_which_too_little_changed_stays_as_it_was_published(
    tools: Tools, room: Newsroom
):
    old = await a_draft(tools, room)
    await written(tools, room, old)
    await proposed_and_published(tools, room, old)
    before = (await kept(tools, old)).edition.read
    await noted(tools, facts_of(6, office_id=room.office.id, category="D"))
    after = (await kept(tools, await a_draft(tools, room))).edition.read
    assert after.table("received-by-category") == before.table("received-by-category")


async def test_there_is_one_version_in_work_of_a_report(tools: Tools, room: Newsroom):
    await a_draft(tools, room)
    with pytest.raises(DraftExists):
        await a_draft(tools, room)
    await a_draft(tools, room, Period(2026, 2))


async def test_a_quarter_waits_for_its_lag_and_only_offices_report(tools: Tools, room: Newsroom):
    coming = Period(2036, 1)
    with pytest.raises(Unacceptable):
        await a_draft(tools, room, coming)
    owner = await an_organisation(
        tools.engine, tools.keyring.master, kind=OrganisationKind.SYSTEM_OWNER
    )
    async with transaction(tools.engine) as session:
        with pytest.raises(Forbidden):
            await publishing.request_draft(session, Publisher(owner.id), QUARTER, clock.now(), 0)


async def test_a_counting_that_failed_is_told_and_can_be_tried_again(
    tools: Tools, room: Newsroom, monkeypatch: pytest.MonkeyPatch
):
    new = await a_draft(tools, room)
    await written(tools, room, new)
    await do(tools, publishing.count_again, room.by(room.writer), new)
    with monkeypatch.context() as broken:
        broken.setattr(composing, "compose", lambda *_: 1 / 0)
        await compose_or_give_up(tools, new)
    failed = await kept(tools, new)
    assert (failed.edition.state, failed.fault) == (State.FAILED, "ZeroDivisionError")
    await do(tools, publishing.count_again, room.by(room.writer), new)
    await compose_or_give_up(tools, new)
    assert (await kept(tools, new)).edition.state is State.DRAFT
    async with transaction(tools.engine) as session:
        assert (await texts_of(session, new))["summary"]["en"] == "Many were refused."


async def test_whoever_saves_second_does_not_write_over_the_first(tools: Tools, room: Newsroom):
    new = await a_draft(tools, room)
    seen = mark_of({})
    mine, theirs = {"summary": {"en": "Mine."}}, {"summary": {"en": "Theirs."}}
    await do(tools, writing.write_texts, room.by(room.writer), new, (mine, seen))
    with pytest.raises(Conflict):
        await do(tools, writing.write_texts, room.by(room.second), new, (theirs, seen))
    async with transaction(tools.engine) as session:
        assert await texts_of(session, new) == mine


async def test_a_discarded_draft_leaves_nothing_and_its_quarter_can_be_begun_again(
    tools: Tools, room: Newsroom
):
    new = await a_draft(tools, room)
    await written(tools, room, new)
    await do(tools, publishing.discard, room.by(room.second), new)
    async with transaction(tools.engine) as session:
        assert await drafts_of_office(session, room.office.id) == []
        assert await texts_of(session, new) == {}
    await a_draft(tools, room)


async def test_what_was_counted_before_another_report_came_out_is_counted_again(
    tools: Tools, room: Newsroom
):
    later = Period(QUARTER.year, QUARTER.quarter + 1)
    await noted(tools, facts_of(60, office_id=room.office.id, received_on=later.first))
    first, second = await a_draft(tools, room), await a_draft(tools, room, later)
    for new in (first, second):
        await written(tools, room, new)
    await proposed_and_published(tools, room, first)
    assert (await kept(tools, first)).release.hidden
    writer = room.by(room.writer)
    await do(tools, publishing.propose, writer, second)
    with pytest.raises(CountedBefore):
        await do(tools, publishing.publish, room.by(room.second), second)
    await do(tools, publishing.return_to_draft, writer, second)
    await do(tools, publishing.count_again, writer, second)
    await compose_or_give_up(tools, second)
    await proposed_and_published(tools, room, second)
    assert (await kept(tools, second)).edition.state is State.PUBLISHED
