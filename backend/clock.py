"""The one place that reads the time. Everything else is given it, aware and in UTC."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)


def to_the_hour(at: datetime) -> datetime:
    """Times of a complainant's acts are kept to the hour."""
    return at.replace(minute=0, second=0, microsecond=0)
