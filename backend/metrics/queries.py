"""Counts of the whole installation, read as suara_worker: no row, no name and no text."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg

#: Younger jobs are not counted: seen from second to second they would tell when somebody filed.
WAITS_AFTER = "1 minute"
#: As long as the worker waits before it tries the jobs of a dead one again, and a little more.
STALLED_AFTER = "10 minutes"

_JOBS = f"""
SELECT count(*) FILTER (WHERE status = 'todo' AND due < now() - interval '{WAITS_AFTER}'),
  coalesce(extract(epoch FROM now() - min(due) FILTER (
    WHERE status = 'todo' AND due < now() - interval '{WAITS_AFTER}')), 0),
  count(*) FILTER (WHERE status = 'failed'),
  count(*) FILTER (WHERE status = 'doing'
    AND coalesce(last_heartbeat, '-infinity') < now() - interval '{STALLED_AFTER}')
FROM (SELECT j.status, w.last_heartbeat, greatest(j.scheduled_at,
    (SELECT min(e.at) FROM procrastinate_events e WHERE e.job_id = j.id)) AS due
  FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id) AS jobs
"""  # noqa: S608  two constants of ours
_LATE = """
SELECT count(DISTINCT case_id) FROM clocks
WHERE stopped_at IS NULL AND paused_at IS NULL AND due_at < now() AND name <> 'contest'
"""
_BACKUP = "SELECT max(made_at) FROM backups WHERE removed_at IS NULL"
# What is kept to the hour enters a seal when the hour is over.
_UNSEALED = """
SELECT coalesce(extract(epoch FROM now() - min(sealable)), 0) FROM (
  SELECT CASE WHEN at = date_trunc('hour', at, 'UTC') THEN at + interval '1 hour' ELSE at END
    AS sealable FROM events JOIN unsealed_events ON event_id = id) AS waiting
WHERE sealable < now()
"""
_FILINGS = "SELECT count(*) FROM facts"


@dataclass(frozen=True)
class Figures:
    """``jobs_waiting``: over a minute. ``last_backup``: none where there never was one."""

    jobs_waiting: int
    jobs_oldest_seconds: float
    jobs_failed: int
    jobs_stalled: int
    cases_late: int
    unsealed_seconds: float
    last_backup: datetime | None

    @property
    def backup_age_seconds(self) -> float:
        if self.last_backup is None:
            return float("inf")
        return max(0.0, (datetime.now(UTC) - self.last_backup).total_seconds())


def figures(address: str) -> Figures:
    """``address`` in libpq's form."""
    with psycopg.connect(address, connect_timeout=5) as connection:
        waiting, oldest, failed, stalled = _row(connection, _JOBS)
        return Figures(
            waiting,
            float(oldest),
            failed,
            stalled,
            cases_late=_row(connection, _LATE)[0],
            unsealed_seconds=float(_row(connection, _UNSEALED)[0]),
            last_backup=_row(connection, _BACKUP)[0],
        )


def filings(address: str) -> int:
    """Complaints ever filed; one that was destroyed is still counted."""
    with psycopg.connect(address, connect_timeout=5) as connection:
        return int(_row(connection, _FILINGS)[0])


def _row(connection: psycopg.Connection, query: str) -> tuple[Any, ...]:
    found = connection.execute(query.encode()).fetchone()
    if found is None:
        raise LookupError("a count has one row")
    return found
