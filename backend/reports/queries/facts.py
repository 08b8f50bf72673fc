"""Counting fact rows. Only the worker may read them, and no single one leaves the database."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    LargeBinary,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.asked import AskedOfEach
from backend.database.lines import is_one_of, read
from backend.database.rows import table_of
from backend.reports.models import ANSWERED, LAST_DAY, FactRow
from backend.reports.rules.frame import Frame
from backend.reports.rules.metrics.groups import Counted, Cut, Group, Groups
from backend.reports.rules.metrics.times import AFTER_DECISION, STAGES
from backend.reports.rules.periods import Period

CASES, PEOPLE = "cases", "people"
#: With less, many groups are feared and everything is sorted once for each cut; few are found.
_ROOM = "SET LOCAL work_mem = '64MB'"
_FACTS = table_of(FactRow)
_FACT = _FACTS.c
_FIRST, _LAST, _END, _AS_OF = (bindparam(n, type_=Date) for n in ("first", "last", "end", "as_of"))
_OF_OFFICE = _FACT.office_id == bindparam("office_id")
#: Received by the end of the period, and received, open, closed or decided in it.
_IN_PERIOD = and_(_FACT.received_on <= _LAST, literal_column(LAST_DAY) >= _FIRST)
_ANSWERED: ColumnElement[bool] = literal_column(ANSWERED)
#: Facts of withheld countries would be found by subtraction from a total; of duplicates, the case
#: that they repeat is counted.
_COUNTS = and_(
    _OF_OFFICE,
    _FACT.country.not_in(bindparam("withheld", expanding=True)),
    _FACT.outcome.is_distinct_from("duplicate"),
    _FACT.received_on <= _AS_OF,
)

_RECEIVED = _FACT.received_on.between(_FIRST, _LAST)
_DECIDED = _FACT.t5_hours.is_not(None)
#: To the day; where only a closing is known, the day of that.
_DECIDED_ON = case(
    (_DECIDED, _FACT.received_on + cast(func.floor(_FACT.t5_hours / 24), Integer)),
    else_=_FACT.closed_on,
)
_COHORTS = {
    "received": _RECEIVED,
    "received_decided": and_(_RECEIVED, _DECIDED),
    "received_undecided": and_(_RECEIVED, ~_DECIDED),
    "open": and_(
        _IN_PERIOD,
        _FACT.received_on <= _END,
        or_(_FACT.closed_on.is_(None), _FACT.closed_on > _END),
    ),
    "closed": and_(_IN_PERIOD, _FACT.closed_on.between(_FIRST, _LAST)),
    "decided": and_(_IN_PERIOD, _FACT.outcome.is_not(None), _DECIDED_ON.between(_FIRST, _LAST)),
    "answered": _ANSWERED,
}


def _running(stage: str) -> dict[str, ColumnElement[Any]]:
    """From when a stage is looked at, and when the case was closed; only while it runs."""
    hours, days = _FACT[f"{stage}_hours"], _FACT[f"{stage}_days"]
    runs = or_(hours.is_(None), days.is_(None))
    after = stage in AFTER_DECISION
    found: dict[str, ColumnElement[Any]] = {
        f"{stage}_since": case((runs, _DECIDED_ON if after else _FACT.received_on))
    }
    return found if after else found | {f"{stage}_until": case((runs, _FACT.closed_on))}


#: What is looked at of a case and is no column.
_FIELDS = {
    "open_since": case((_FACT.closed_on.is_(None), _FACT.received_on)),
    "updates": func.array_to_string(_FACT.updates, " "),
    **{name: field for stage in STAGES for name, field in _running(stage).items()},
}

_LINE = func.sha256(func.convert_to(cast(_FACTS.table_valued(), Text), "UTF8"))
_LINES = func.string_agg(_LINE, aggregate_order_by(literal_column("''::bytea"), _FACT.fact_key))
_HASH = select(func.encode(func.sha256(func.coalesce(_LINES, literal_column("''::bytea"))), "hex"))
_INPUT = _HASH.where(_COUNTS, or_(_IN_PERIOD, _ANSWERED))
_CALENDARS = select(_FACT.calendar).distinct().where(_OF_OFFICE, _IN_PERIOD)
_OFFICES = select(_FACT.fact_key, _FACT.office_id).where(
    is_one_of(_FACT.fact_key, "fact_keys", LargeBinary)
)


async def counted_facts(session: AsyncSession, frame: Frame, cuts: Iterable[Cut]) -> Counted:
    """All that may stand in a figure of the office's report, in groups.

    Of one state of the facts only in a transaction that reads ``at_one_moment``.
    """
    groups = await grouped_facts(session, frame, cuts)
    found = await (await session.connection()).execute(_INPUT, _asked(frame))
    return Counted(groups, found.scalar_one())


async def grouped_facts(session: AsyncSession, frame: Frame, cuts: Iterable[Cut]) -> Groups:
    """The facts of a cohort are read once for all its cuts."""
    connection, asked, wanted = await session.connection(), _asked(frame), tuple(cuts)
    await connection.exec_driver_sql(_ROOM)
    groups: dict[Cut, list[Group]] = {cut: [] for cut in wanted}
    for cohort in dict.fromkeys(cut.cohort for cut in wanted):
        together = tuple(dict.fromkeys(cut for cut in wanted if cut.cohort == cohort))
        for line in (await connection.execute(_grouped(together), asked)).mappings():
            _sort_in(groups, together, line)
    return groups


async def calendars_of_period(session: AsyncSession, office_id: UUID, period: Period) -> set[str]:
    """By whose working days the facts are counted."""
    asked = {"office_id": office_id, "first": period.first, "last": period.last}
    return set((await (await session.connection()).execute(_CALENDARS, asked)).scalars())


@AskedOfEach
async def office_of_fact(
    session: AsyncSession, fact_keys: Sequence[bytes]
) -> Mapping[bytes, UUID | None]:
    """The office in whose reports a case counts; none where it is not noted yet."""
    noted = await read(session, _OFFICES, fact_keys=list(fact_keys))
    return dict.fromkeys(fact_keys) | {row.fact_key: row.office_id for row in noted}


@cache
def _grouped(cuts: tuple[Cut, ...]) -> Select[*tuple[Any, ...]]:
    """How many people have the same: each person's cases as arrays, one for each field.

    For all cuts of one cohort; in a line of one cut the fields of the others are null.
    """
    names = dict.fromkeys(name for cut in cuts for name in cut.fields)
    arrays = [func.array_agg(_FIELDS.get(name, _FACT.get(name))).label(name) for name in names]
    counts = and_(_COUNTS, _COHORTS[cuts[0].cohort])
    person = select(func.count().label(CASES), *arrays).where(counts)
    each = person.group_by(_FACT.complainant_key).subquery().c
    sets = [tuple_(each[CASES], *(each[name] for name in cut.fields)) for cut in cuts]
    return select(func.count().label(PEOPLE), *each).group_by(func.grouping_sets(*sets))


def _sort_in(groups: dict[Cut, list[Group]], cuts: Iterable[Cut], line: Mapping[Any, Any]) -> None:
    told = {name for name, value in line.items() if value is not None} - {CASES, PEOPLE}
    for cut in cuts:
        if told == set(cut.fields):
            fields = [line[name] for name in cut.fields]
            keys = list(zip(*fields, strict=True)) if fields else [()] * line[CASES]
            groups[cut].append(Group(keys, line[PEOPLE]))


def _asked(frame: Frame) -> dict[str, object]:
    return {
        "office_id": frame.office.id,
        "first": frame.period.first,
        "last": frame.period.last,
        "end": frame.end,
        "as_of": frame.as_of,
        "withheld": sorted(frame.approved.withheld_countries),
    }
