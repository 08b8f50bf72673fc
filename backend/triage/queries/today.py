"""What an office has before it today, and what happened since yesterday."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import organisations, staff_names
from backend.cases.queries.counted import Counting, count_moves, count_open_cases, oldest_open
from backend.cases.queries.workflow_files import workflow_named
from backend.cases.rules.names import HAPPENED
from backend.cases.rules.stages import Stage
from backend.triage.queries.days import office_day, open_stages
from backend.triage.queries.queue import Asking
from backend.triage.rules.today import Counts, Day, by_owner, by_person, by_stage, counts_of

#: Of the oldest cases so many are named: the page is to fit on one sheet.
OLDEST = 5


@dataclass(frozen=True)
class Today:
    """``people`` and ``owners``: id, name and counts; ``moves``: in the order of the road."""

    day: Day
    total: Counts
    stages: list[tuple[Stage, Counts]]
    people: list[tuple[UUID, str, Counts]]
    nobody: Counts
    owners: list[tuple[UUID, str, Counts]]
    moves: list[tuple[str, int]]
    oldest: list[tuple[str, Stage, date]]


async def today(session: AsyncSession, asking: Asking) -> Today:
    day = await office_day(session, asking.organisation_id, asking.at)
    office, stages = asking.organisation_id, open_stages()
    counting = Counting(
        office, stages, day.at, day.since, day.due("today"), day.due("tomorrow")
    )  # fmt: skip
    found = await count_open_cases(session, counting)
    staged, held = by_stage(found), by_person(found)
    moves = await count_moves(session, office, day.yesterday)
    return Today(
        day,
        counts_of(found),
        [(stage, staged[stage]) for stage in workflow_named("standard").stages if stage in staged],
        await _people(session, office, {k: v for k, v in held.items() if k}),
        held.get(None, Counts()),
        await _owners(session, asking.locale, {k: v for k, v in by_owner(found).items() if k}),
        [(move, moves[move]) for move in HAPPENED if move in moves],
        await oldest_open(session, office, stages, OLDEST),
    )


async def _people(
    session: AsyncSession, office: UUID, held: dict[UUID, Counts]
) -> list[tuple[UUID, str, Counts]]:
    """Those who left too, where they still have a case."""
    names = await staff_names(session, office, list(held))
    return _most_first([(key, names.get(key, ""), counts) for key, counts in held.items()])


async def _owners(
    session: AsyncSession, locale: str, asked: dict[UUID, Counts]
) -> list[tuple[UUID, str, Counts]]:
    known = await organisations(session, locale, ids=list(asked)) if asked else {}
    named = {key: known[key].name.text if key in known else "" for key in asked}
    return _most_first([(key, named[key], counts) for key, counts in asked.items()])


def _most_first(rows: list[tuple[UUID, str, Counts]]) -> list[tuple[UUID, str, Counts]]:
    return sorted(rows, key=lambda row: (-row[2].open, row[1]))
