"""Speed of what a quarterly report counts, and of the whole job that makes one.

    .venv/bin/python -m benchmarks.report_speed DATA_DIR [RUNS]

DATA_DIR was filled by `benchmarks.seed` and its database runs. Of the busy office and the last
quarter that is over: the tables of M6 to M8 as the job counts them (the database gives groups, the
rules put them into rows), beside the same counts of cases and people by SQL on a narrow table
without policies, which is made for the run and gone after it. Then the job as a whole, with medians
and disclosure control; nothing of it stays. Ends where both do not count the same.
"""

import asyncio
import resource
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

import psycopg
from sqlalchemy.ext.asyncio import AsyncEngine

from backend import clock
from backend.accounts.queries import organisations
from backend.cases.actions.clocks import local_day
from backend.database.addresses import addresses
from backend.database.doors import Door, at_one_moment, engine_for, transaction
from backend.database.embedded import administrator_of
from backend.database.rows import add
from backend.reports.actions.composing import compose_draft, frame_of
from backend.reports.models import Publication
from backend.reports.queries.approved_tables import approved_tables
from backend.reports.queries.facts import grouped_facts
from backend.reports.rules.composing import FLOWS, cuts_of_table
from backend.reports.rules.disclosure.values import TOTAL
from backend.reports.rules.frame import Frame
from backend.reports.rules.metrics.counting import counted, how_many
from backend.reports.rules.metrics.groups import Groups
from backend.reports.rules.periods import Period, period_of
from backend.settings import Settings
from benchmarks.seed import BUSY

COUNTED = [t for t in approved_tables().tables if t.metric in {"M6", "M7", "M8"}]
CUTS = tuple(dict.fromkeys(cut for spec in COUNTED for cut in cuts_of_table(spec)))
#: By table: cases and people of its total.
Totals = dict[str, tuple[int, int]]
NARROW = """CREATE UNLOGGED TABLE {} AS SELECT office_id, complainant_key, received_on, closed_on,
  CASE WHEN t5_hours IS NOT NULL THEN received_on + floor(t5_hours / 24)::int
       WHEN outcome IS NOT NULL THEN closed_on END AS decided_on,
  category, country, language, sector, channel, severity, outcome,
  language_read IS NULL AS unread, language_corrected_by AS corrected, translated,
  translations_disputed > 0 AS disputed, machine_translated
  FROM facts WHERE outcome IS DISTINCT FROM 'duplicate' AND country <> ALL (%s)"""
INDEXES = ("received_on", "closed_on", "decided_on")
RECEIVED = "received_on BETWEEN %(first)s AND %(last)s"
CLOSED = "closed_on BETWEEN %(first)s AND %(last)s"
WHERE = {
    "received": RECEIVED,
    "open": "received_on <= %(last)s AND (closed_on IS NULL OR closed_on > %(last)s)",
    "decided": "outcome IS NOT NULL AND decided_on BETWEEN %(first)s AND %(last)s",
}
ROWS = {
    "language_correction": "CASE WHEN unread THEN 'unknown' ELSE corrected END",
    "translation": "CASE WHEN disputed THEN 'disputed' WHEN translated THEN 'kept' ELSE 'none' END",
    "machine_translation": "machine_translated",
    "age": "width_bucket(%(last)s - received_on, ARRAY[31, 61, 91])",
}
BY_ROW = """SELECT {row}, count(*), count(DISTINCT complainant_key) FROM {table}
  WHERE office_id = %(office)s AND {where} GROUP BY GROUPING SETS (({row}), ())"""


def by_rules(groups: Groups, frame: Frame) -> Totals:
    totals = {name: how_many(groups[cut])[:2] for name, cut in FLOWS.items()}
    for spec in COUNTED:
        if spec.kind == "counts":
            (cut,) = cuts_of_table(spec)
            totals[spec.id] = counted(groups[cut], spec, frame).count((TOTAL, ""))[:2]
    return totals


def by_sql(connection: psycopg.Connection, table: str, asked: dict[str, object]) -> Totals:
    """Each table by a statement of its own; the row without a name is the total."""
    questions = {s.id: (s.dimensions[0], WHERE[s.cohort]) for s in COUNTED if s.kind == "counts"}
    questions |= {"received": ("country", RECEIVED), "closed": ("country", CLOSED)}
    totals = {}
    for name, (dimension, where) in questions.items():
        row = ROWS.get(dimension, f"coalesce({dimension}, 'unknown')")
        query = BY_ROW.format(row=row, table=table, where=where)
        found = connection.execute(query, asked).fetchall()
        totals[name] = next(((int(n), int(p)) for label, n, p in found if label is None), (0, 0))
    return totals


def narrow(connection: psycopg.Connection, table: str) -> None:
    connection.execute(f"DROP TABLE IF EXISTS {table}")
    countries = list(approved_tables().withheld_countries)
    connection.execute(NARROW.format(table), (countries,))
    for column in INDEXES:
        connection.execute(f"CREATE INDEX ON {table} (office_id, {column})")
    connection.execute(f"VACUUM ANALYZE {table}")


async def time_ours(engine: AsyncEngine, office_id: UUID, period: Period) -> tuple[float, Totals]:
    async with transaction(at_one_moment(engine)) as session:
        office = (await organisations(session, "en", ids=[office_id]))[office_id]
        # Calendars, limits and earlier releases are no part of the counts.
        frame = await frame_of(session, office, period, local_day(office, clock.now()))
        began = time.perf_counter()
        groups = await grouped_facts(session, frame, CUTS)
        totals = by_rules(groups, frame)
        return time.perf_counter() - began, totals


async def time_job(engine: AsyncEngine, office_id: UUID, period: Period, at: datetime) -> float:
    async with Door(engine, expire_on_commit=False) as session:
        row = {"id": uuid4(), "slug": "measured", "number": 1, "office_id": office_id}
        more = {"period": str(period), "state": "composing", "composed_by": uuid4()}
        await add(session, Publication, **row, **more, composed_at=at, provisional=False)
        began = time.perf_counter()
        await compose_draft(session, row["id"], at)
        took = time.perf_counter() - began
        await session.rollback()
    return took


def line(name: str, times: list[float], unit: Callable[[float], str]) -> str:
    return f"| {name} | {unit(median(times))} | {unit(min(times))}–{unit(max(times))} |"


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


async def beside(
    engine: AsyncEngine, administrator: str, about: tuple[UUID, Period], runs: int
) -> tuple[list[float], list[float], Totals]:
    """Ours and the plain way in turn."""
    (office_id, period), table = about, "narrow_facts"
    asked = {"office": office_id, "first": period.first, "last": period.last}
    ours, plain, totals = [], [], {}
    with psycopg.connect(administrator, autocommit=True) as connection:
        narrow(connection, table)
        for _ in range(runs):
            took, totals = await time_ours(engine, office_id, period)
            ours.append(took)
            began = time.perf_counter()
            same = by_sql(connection, table, asked)
            plain.append(time.perf_counter() - began)
            if totals != same:
                sys.exit(f"not the same: {totals} and {same}")
        connection.execute(f"DROP TABLE {table}")
    return ours, plain, totals


async def main(data_dir: Path, runs: int) -> None:
    settings = Settings(data_dir=data_dir)
    engine = engine_for(addresses(settings).for_sqlalchemy("worker"))
    async with transaction(engine) as session:
        known = await organisations(session, "en")
    about = (
        next(o.id for o in known.values() if o.slug == BUSY),
        period_of(clock.now().date()).later(-1),
    )
    ours, plain, totals = await beside(engine, administrator_of(settings) or "", about, runs)
    jobs = [await time_job(engine, *about, clock.now()) for _ in range(runs)]
    await engine.dispose()
    print(f"{BUSY}, {about[1]}: {totals['received'][0]} received, {totals['closed'][0]} closed\n")
    print("| | median | least and most |\n| --- | --- | --- |")
    print(line("M6 to M8, grouped and counted", ours, ms))
    print(line("the same by SQL on a narrow table", plain, ms))
    print(f"| ratio | {median(ours) / median(plain):.1f} | |")
    print(line("the whole job", jobs, lambda s: f"{s:.1f} s"))
    print(
        f"| memory at most | {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB | |"
    )


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int([*sys.argv[2:], "5"][0])))
