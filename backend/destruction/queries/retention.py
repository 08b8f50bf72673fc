"""Which cases have reached their end by workflows/retention.yaml and the country's file."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.queries.retention import ClosedCase, closed_cases
from backend.cases.rules.destruction import ended_as, kept_until, lets_go
from backend.data_files import WORKFLOWS, read_data
from backend.destruction.rules.retention import AtItsEnd, Retention
from backend.jurisdictions.queries import countries

FILE = WORKFLOWS / "retention.yaml"
#: No month is shorter: what was closed later has not reached its end under any rule.
SHORTEST_MONTH = timedelta(days=28)


@lru_cache
def retention() -> Retention:
    """A fault in the file ends the start."""
    data = read_data(FILE, WORKFLOWS / "retention.schema.json")
    departing = {code: known.retention for code, known in countries().items()}
    return Retention(data["months"], departing)


async def at_their_end(session: AsyncSession, at: datetime) -> AsyncIterator[AtItsEnd]:
    """Closed long enough, nothing running; the one that was closed first comes first."""
    rule = retention()
    before = at.date() - rule.shortest() * SHORTEST_MONTH
    last: tuple[object, UUID] | None = None
    while found := await closed_cases(session, before, last):
        for case in found:
            line = _line(rule, case)
            if line.kept_until < at.date() and lets_go(case.running, at):
                yield line
        last = (found[-1].closed_on, found[-1].id)


def _line(rule: Retention, case: ClosedCase) -> AtItsEnd:
    end = ended_as(case.stage, case.outcome)
    until = kept_until(case.closed_on, rule.months_for(case.country, end))
    return AtItsEnd(
        case.id, case.handler_id, case.reference, end, case.closed_on, until, case.held, case.asked
    )
