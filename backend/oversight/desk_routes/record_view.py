"""What stands in the address of the record, and what it asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.audit.queries import RecordFilter
from backend.cases.queries.cases import case_by_reference
from backend.cases.rules.references import read_reference
from backend.database.doors import Door
from backend.oversight.desk_routes.record_words import ACTIONS, ACTORS
from backend.web.forms import read_id
from backend.web.paging import read_after_moment

FIELDS = ("who", "action", "case", "from", "to")
LONGEST = 80
NOTHING = UUID(int=0)


@dataclass(frozen=True)
class RecordView:
    """``asked`` holds the fields that were filled in; ``after`` the last line of a page."""

    asked: Mapping[str, str]
    after: str = ""

    def address(self, after: str = "") -> str:
        """The whole view as an address."""
        query = urlencode({**self.asked, **({"after": after} if after else {})})
        return f"/desk/record?{query}" if query else "/desk/record"


def view_from(query: Mapping[str, str]) -> RecordView:
    """What can be no answer there asks for everything; a reference is kept as it was typed."""
    given = {name: query.get(name, "").strip()[:LONGEST] for name in FIELDS}
    fits = {
        "who": given["who"] in ACTORS or read_id(given["who"]) is not None,
        "action": given["action"] in ACTIONS,
        "case": given["case"].isprintable(),
        "from": _day(given["from"]) is not None,
        "to": _day(given["to"]) is not None,
    }
    asked = {name: value for name, value in given.items() if value and fits[name]}
    return RecordView(asked, query.get("after", ""))


async def filter_of(
    session: Door, view: RecordView, organisation_id: UUID, zone: ZoneInfo
) -> RecordFilter:
    who = view.asked.get("who", "")
    until = _day(view.asked.get("to", ""))
    return RecordFilter(
        organisation_id,
        action=view.asked.get("action", ""),
        case_id=await _case(session, view.asked.get("case", ""), organisation_id),
        actor_kind=who if who in ACTORS else "",
        actor_id=None if who in ACTORS else read_id(who),
        since=_begin(_day(view.asked.get("from", "")), zone),
        until=_begin(until + timedelta(days=1) if until else None, zone),
        after=read_after_moment(view.after),
    )


async def _case(session: Door, typed: str, organisation_id: UUID) -> UUID | None:
    """A reference that is not ours finds nothing, like one that does not exist."""
    if not typed:
        return None
    reference = read_reference(typed)
    case = await case_by_reference(session, reference, organisation_id) if reference else None
    return case.id if case else NOTHING


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    # Beyond, the day after or its begin elsewhere is no date any more.
    return found if date.min + timedelta(days=2) < found < date.max - timedelta(days=2) else None


def _begin(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), zone) if day else None
