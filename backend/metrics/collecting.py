"""What Prometheus reads of the database: asked for at each scrape, filings once an hour."""

from collections.abc import Iterator
from datetime import datetime

import psycopg
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from backend import clock
from backend.metrics.queries import Figures, figures, filings

_GAUGES = {
    "suara_jobs_waiting": ("Jobs that wait for over a minute", "jobs_waiting"),
    "suara_jobs_oldest_seconds": ("How long the oldest of them waits", "jobs_oldest_seconds"),
    "suara_jobs_failed": ("Jobs that were given up", "jobs_failed"),
    "suara_jobs_stalled": ("Jobs whose worker is gone", "jobs_stalled"),
    "suara_cases_late": ("Cases with a clock that is past its time", "cases_late"),
    "suara_unsealed_seconds": ("How long the record waits for its seal", "unsealed_seconds"),
    "suara_backup_age_seconds": ("Since the last backup; +Inf: never", "backup_age_seconds"),
}


class DatabaseFigures:
    """``address`` is that of suara_worker. No figure has a label."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._filings: tuple[datetime, int] | None = None

    def describe(self) -> list[Metric]:
        """Registering it asks nothing, so that it starts before the database does."""
        return []

    def collect(self) -> Iterator[Metric]:
        try:
            found, filed = figures(self._address), self._filed()
        except psycopg.Error:
            yield _gauge("suara_database_up", "Whether the database answers", 0)
            return
        yield _gauge("suara_database_up", "Whether the database answers", 1)
        yield from _gauges(found)
        yield CounterMetricFamily(
            "suara_filings", "Complaints filed, as of the full hour", value=filed
        )

    def _filed(self) -> int:
        """From minute to minute it would tell when somebody filed; so it stands for an hour."""
        hour = clock.to_the_hour(clock.now())
        if self._filings is None or self._filings[0] != hour:
            self._filings = (hour, filings(self._address))
        return self._filings[1]


def _gauges(found: Figures) -> Iterator[Metric]:
    for name, (about, attribute) in _GAUGES.items():
        yield _gauge(name, about, getattr(found, attribute))


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(name, about, value=value)
