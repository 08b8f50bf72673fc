"""The one place that reads the time. Everything else is given it, aware and in UTC."""

from datetime import UTC, datetime, timedelta


def now() -> datetime:
    return datetime.now(UTC)


def to_the_hour(at: datetime) -> datetime:
    """Times of a complainant's acts are kept to the hour."""
    return at.replace(minute=0, second=0, microsecond=0)


def to_the_day(at: datetime) -> datetime:
    return to_the_hour(at).replace(hour=0)


def in_order(at: datetime, last: datetime | None) -> datetime:
    """``at``, or right after ``last``: what is kept to the hour must not move before it."""
    return at if last is None or last < at else last + timedelta(microseconds=1)
