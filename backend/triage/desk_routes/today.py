"""The office's day on one page and on one sheet of paper; each figure leads to its cases."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.staff import CaseReader, desk
from backend.cases.rules.names import HAPPENED, STAGES
from backend.triage.queries.queue import Asking
from backend.triage.queries.today import today
from backend.triage.rules.queue import QueueFilter
from backend.triage.rules.today import Counts
from backend.web.database_session import DeskSession
from backend.web.reader import worded
from backend.web.templates import render

router = APIRouter()


@dataclass(frozen=True)
class Bar:
    """A row with its bar: ``share`` of the longest one, in percent."""

    name: str
    open: int
    late: int
    share: float
    address: str
    late_address: str


@router.get("/today")
async def today_page(request: Request, staff: CaseReader, session: DeskSession) -> HTMLResponse:
    asking = Asking(staff.organisation_id, staff.id, staff.locale, clock.now())
    found = await today(session, asking)
    stages = [
        (worded(STAGES[stage], staff.locale), QueueFilter(stage=stage), counts)
        for stage, counts in found.stages
    ]
    people = [(name, QueueFilter(person=str(key)), counts) for key, name, counts in found.people]
    owners = [(name, QueueFilter(owner=str(key)), counts) for key, name, counts in found.owners]
    return render(
        request, "triage/today.html", today=found, stages=bars(stages), people=bars(people),
        owners=bars(owners), happened=HAPPENED, stage_names=STAGES, **desk(staff),
    )  # fmt: skip


def bars(rows: list[tuple[str, QueueFilter, Counts]]) -> list[Bar]:
    longest = max((counts.open for _, _, counts in rows), default=0) or 1
    return [
        Bar(
            name, counts.open, counts.late, 100 * counts.open / longest, view.address(),
            view.with_whose("late").address(),
        )
        for name, view, counts in rows
    ]  # fmt: skip
