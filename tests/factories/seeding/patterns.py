"""The complaints that all others are copies of: filed and worked on by the product itself."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import itemgetter
from random import Random
from typing import Any
from uuid import UUID

from backend.cases.rules.stages import Stage
from backend.database.doors import transaction
from backend.database.queue import forget_waiting
from backend.demonstration.filing import file_one
from backend.demonstration.planning import SINCE, Planned
from backend.demonstration.reading import complaints
from backend.demonstration.translating import note_reliance, translate_story
from backend.demonstration.working import PATHS, Worker, work_to
from backend.reports.actions.noting import note_facts
from backend.sealing.tools import Tools
from backend.triage.actions.escalating import escalate_late
from tests.factories.seeding.offices import Offices
from tests.factories.taking_in import take_in

AT_A_TIME = 4
#: Where no work is left; of all cases most are here.
ENDED = (Stage.CLOSED, Stage.CLOSED, Stage.CLOSED, Stage.CLOSED, Stage.WITHDRAWN)
OPEN = (Stage.RECEIVED, *(s for s in PATHS if s not in {*ENDED, Stage.REFERRED}))
#: Of the patterns, by the country of the office; all other countries are Bangkok's.
SHARES = {"": 0.4, "ID": 0.15, "MY": 0.15, "PH": 0.15, "VN": 0.15}
#: Of those that are open, so many are late.
LATE = 0.15
TASKS = ("grievances.take_in", "grievances.index", "grievances.tell_complainant",
         "grievances.tell_office", "reports.note_facts", "triage.tell_office", "triage.tell_owner",
         "grievances.call", "grievances.translate")  # fmt: skip


def chosen(count: int, chance: Random) -> list[dict[str, Any]]:
    """Of each office's complaints enough, and of those every language in turn."""
    groups: dict[str, list[dict[str, Any]]] = {country: [] for country in SHARES}
    for entry in chance.sample(complaints(), len(complaints())):
        groups[entry["country"] if entry["country"] in SHARES else ""].append(entry)
    found = []
    for country, entries in groups.items():
        seen: Counter[str] = Counter()
        turns = []
        for entry in entries:
            seen[entry["language"]] += 1
            turns.append((seen[entry["language"]], entry))
        in_turn = sorted(turns, key=itemgetter(0))
        found += [entry for _, entry in in_turn[: int(SHARES[country] * count)]]
    return found


def planned(count: int, at: datetime) -> Iterator[tuple[dict[str, Any], Planned]]:
    """Two of three have come to an end."""
    chance = Random(5)  # noqa: S311  a plan, no secret
    for number, entry in enumerate(chosen(count, chance)):
        if number % 3 == 0:
            stage = OPEN[number // 3 % len(OPEN)]
            late = chance.random() < LATE
            days = chance.uniform(*SINCE[stage][late])
        else:
            stage = Stage.REFERRED if entry.get("not_ai") else chance.choice(ENDED)
            late, days = False, chance.uniform(60, 90)
        yield entry, Planned(number, at - timedelta(days=days, hours=3), stage, late, at)


async def file_patterns(tools: Tools, offices: Offices, count: int, at: datetime) -> list[UUID]:
    """As if the worker had done all that follows from them, too."""
    waiting = iter(list(planned(count, at)))
    filed: list[UUID] = []

    async def some() -> None:
        for entry, plan in waiting:
            filed.append(await _file(tools, offices, entry, plan))

    await asyncio.gather(*(some() for _ in range(AT_A_TIME)))
    await escalate_late(tools.engine, at)
    async with transaction(tools.engine) as session:
        for task in TASKS:
            await forget_waiting(session, task)
    return filed


async def _file(tools: Tools, offices: Offices, entry: dict[str, Any], plan: Planned) -> UUID:
    async with transaction(tools.engine) as session:
        filed = await file_one(session, entry, plan)
        staff = offices.staff_for(entry["country"])
        worker = Worker(session, tools.keyring, staff, entry, plan)
        await translate_story(worker, filed)
        if plan.stage is not Stage.RECEIVED:
            await work_to(worker, filed)
            await note_reliance(worker, filed)
        await take_in(session, tools.keyring, filed.id, plan.filed_at)
        await note_facts(session, tools.keyring, filed.id, plan.at)
    return filed.id
