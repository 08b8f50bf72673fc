"""The demonstration is the same for the same day: days, stages, references, codes."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from backend.cases.actions.opening import OpenedCase
from backend.cases.rules.stages import Stage
from backend.clock import to_the_day
from backend.database.doors import transaction
from backend.demonstration.filing import file_one
from backend.demonstration.planning import plan
from backend.demonstration.reading import complaints
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation

MORNING = datetime(2027, 3, 4, 0, 5, tzinfo=UTC)
EVENING = datetime(2027, 3, 4, 23, 55, tzinfo=UTC)


class Undone(Exception):
    """Takes back what was filed, so that it can be filed again."""


async def file_and_undo(tools: Tools, at: datetime, filed: list[OpenedCase]) -> None:
    entry, planned = next(plan(complaints(), to_the_day(at)))
    async with transaction(tools.engine) as session:
        filed.append(await file_one(session, entry, planned))
        raise Undone


async def test_a_complaint_has_the_same_reference_and_days_whenever_it_is_loaded(tools: Tools):
    home = complaints()[0]["country"]
    await an_organisation(tools.engine, tools.keyring.master, country=home)
    filed: list[OpenedCase] = []
    for at in (MORNING, EVENING):
        with pytest.raises(Undone):
            await file_and_undo(tools, at, filed)
    morning, evening = filed
    assert morning.id != evening.id
    assert morning.reference == evening.reference
    assert morning.filed_on == evening.filed_on
    assert morning.decide_by == evening.decide_by


def test_the_plan_of_a_day_is_one_plan_and_that_of_the_next_another():
    today, again = (list(plan(complaints(), to_the_day(at))) for at in (MORNING, EVENING))
    assert today == again
    assert len({planned.filed_at for _, planned in today}) == len(today) == 400
    assert all(planned.filed_at < MORNING for _, planned in today)


def test_what_is_new_and_on_time_stays_so_until_the_day_ends():
    planned = [p for _, p in plan(complaints(), to_the_day(EVENING)) if p.stage is Stage.RECEIVED]
    on_time = [p.filed_at.astimezone(ZoneInfo("Asia/Bangkok")) for p in planned if not p.late]
    assert on_time
    assert {at.date() for at in on_time} == {EVENING.date()}
