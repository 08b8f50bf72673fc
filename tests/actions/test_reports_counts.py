"""Facts are counted in the database as they are one by one, and all of one moment."""

from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.database.doors import at_one_moment, transaction
from backend.reports.queries.facts import calendars_of_period, counted_facts
from backend.reports.rules.composing import compose, cuts_of
from backend.reports.rules.frame import Frame
from backend.reports.rules.metrics.dimensions import DIMENSIONS
from backend.reports.rules.metrics.groups import Counted, Cut, Group
from backend.reports.rules.register import RecordedUpdate, Register
from backend.sealing.tools import Tools
from tests.factories.facts import a_life, counted_of
from tests.factories.reports import OFFICE, QUARTER, a_fact, a_frame, facts_of, noted

#: Of every cohort and every dimension, whether a table of the approved list has them or not.
CUTS = (
    *cuts_of(a_frame().approved),
    *(Cut(cohort, d.fields) for cohort in ("open", "decided") for d in DIMENSIONS.values()),
)
BEFORE = {"received_on": date(2026, 6, 20), "outcome": "upheld"}
REGISTER = Register(updates=(RecordedUpdate("one", "loans", date(2026, 8, 1), ("TH",)),))


async def asked(engine: AsyncEngine, frame: Frame) -> Counted:
    async with transaction(at_one_moment(engine)) as session:
        return await counted_facts(session, frame, CUTS)


def alike(groups: list[Group]) -> Counter[tuple[object, ...]]:
    """In any order of the groups, and of a person's cases."""
    found: Counter[tuple[object, ...]] = Counter()
    for keys, people in groups:
        found[tuple(sorted(keys, key=repr))] += people
    return found


async def test_groups_are_those_of_the_facts_one_by_one(tools: Tools):
    for seed, as_of in enumerate((date(2026, 11, 2), date(2026, 9, 30), date(2026, 8, 5))):
        dice = Random(seed)  # noqa: S311  lives, no secret
        office = replace(OFFICE, id=uuid4())
        facts = [a_life(dice, office.id) for _ in range(400)]
        await noted(tools, facts)
        frame = a_frame(office=office, as_of=as_of)
        found, expected = await asked(tools.engine, frame), counted_of(facts, frame, *CUTS)
        for cut in CUTS:
            assert expected.groups[cut], cut
            assert alike(found.groups[cut]) == alike(expected.groups[cut]), cut
        figures = [compose(each, REGISTER, frame).figures for each in (found, expected)]
        assert figures[0] == figures[1]


@pytest.mark.parametrize(
    ("cohort", "changes", "counts"),
    [
        ("open", {"closed_on": date(2026, 10, 1)}, True),
        ("open", {"closed_on": date(2026, 9, 30)}, False),
        ("open", {"received_on": date(2026, 10, 1)}, False),
        ("decided", BEFORE | {"t5_hours": 480.0}, True),
        ("decided", BEFORE | {"t5_hours": 100.0}, False),
        ("decided", {"t5_hours": 100.0}, False),
        ("decided", {"outcome": "withdrawn", "closed_on": date(2026, 8, 1)}, True),
    ],
)
async def test_a_case_is_open_at_the_end_and_decided_in_the_period_of_its_decision(
    tools: Tools, cohort: str, changes: dict[str, object], counts: bool
):
    frame = a_frame(office=replace(OFFICE, id=uuid4()))
    await noted(tools, [a_fact(office_id=frame.office.id, **changes)])
    async with transaction(tools.engine) as session:
        found = await counted_facts(session, frame, [Cut(cohort)])
    assert found.groups[Cut(cohort)] == ([Group([()], 1)] if counts else [])


async def test_what_is_noted_meanwhile_is_in_no_table_of_a_report(tools: Tools):
    frame = a_frame(office=replace(OFFICE, id=uuid4()))
    await noted(tools, facts_of(12, office_id=frame.office.id))
    async with transaction(at_one_moment(tools.engine)) as session:
        before = await counted_facts(session, frame, CUTS)
        await noted(tools, facts_of(5, office_id=frame.office.id))
        assert await counted_facts(session, frame, CUTS) == before
    after = await asked(tools.engine, frame)
    assert [sum(p for _, p in each.groups[Cut("received")]) for each in (before, after)] == [12, 17]


async def test_the_hash_of_what_was_counted_tells_other_facts_apart(tools: Tools):
    frame = a_frame(office=replace(OFFICE, id=uuid4()))
    nobody = await asked(tools.engine, frame)
    await noted(tools, facts_of(1, office_id=frame.office.id))
    one = await asked(tools.engine, frame)
    assert one == await asked(tools.engine, frame)
    await noted(tools, facts_of(1, office_id=frame.office.id, outcome="duplicate"))
    assert (await asked(tools.engine, frame)).input_hash == one.input_hash
    await noted(tools, facts_of(1, office_id=frame.office.id, severity="S2"))
    hashes = {nobody.input_hash, one.input_hash, (await asked(tools.engine, frame)).input_hash}
    assert len(hashes) == 3
    assert {len(each) for each in hashes} == {64}


async def test_the_calendars_of_a_report_are_those_of_its_facts(tools: Tools):
    office_id, old = uuid4(), {"received_on": date(2025, 1, 1), "closed_on": date(2025, 2, 1)}
    facts = [*facts_of(2, office_id=office_id), *facts_of(1, office_id=office_id, calendar="LA")]
    await noted(tools, [*facts, *facts_of(1, office_id=office_id, calendar="KH", **old)])
    async with transaction(tools.engine) as session:
        assert await calendars_of_period(session, office_id, QUARTER) == {"TH", "LA"}
