"""Where a page of a list ends, as its address says it: a moment and an id."""

from datetime import datetime
from uuid import UUID


def write_after(at: datetime | None, row_id: UUID) -> str:
    return f"{at.isoformat() if at else ''}~{row_id}"


def read_after(text: str) -> tuple[datetime | None, UUID] | None:
    """Nothing where the address was changed by hand: then the first page is shown."""
    moment, _, row_id = text.partition("~")
    try:
        at, found = datetime.fromisoformat(moment) if moment else None, UUID(row_id)
    except ValueError:
        return None
    return (at, found) if at is None or at.tzinfo else None


def read_after_moment(text: str) -> tuple[datetime, UUID] | None:
    """As ``read_after``, of a list in which every row has its moment."""
    found = read_after(text)
    return (found[0], found[1]) if found and found[0] else None
