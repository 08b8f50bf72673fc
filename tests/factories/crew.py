"""Workers as processes of their own, to be killed while they work, and the queue before them."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

from tests.factories.house import eventually
from tests.factories.mail import Postbox
from tests.factories.places import Place

LONGEST = 120.0
#: The clock's own jobs come and go by themselves; only they have such a lock.
LEFT = """
SELECT count(*) FROM procrastinate_jobs AS job WHERE queueing_lock IS NULL OR status = 'failed'
  OR (status = 'doing' AND NOT EXISTS (
    SELECT FROM procrastinate_workers WHERE id = job.worker_id AND last_heartbeat > '-infinity'))
"""
#: As if the minutes had passed after which a worker without a sign of life is taken for dead.
_LONG_DEAD = "UPDATE procrastinate_workers SET last_heartbeat = '-infinity' WHERE "
_LOOK_FOR_STALLED = """
INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args)
VALUES ('default', 'worker.retry_stalled', 'worker.retry_stalled', '{"timestamp": 0}')
ON CONFLICT DO NOTHING
"""
#: Workers register with no name; the application's is that of the process.
_NAMED = """
ALTER TABLE procrastinate_workers ADD known_as text DEFAULT current_setting('application_name')
"""
_AT_IT = """
SELECT known_as FROM procrastinate_jobs AS job JOIN procrastinate_workers AS w ON w.id = worker_id
WHERE status = 'doing' AND queueing_lock IS NULL AND known_as = ANY (%s)
"""
_HOLD = """
CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN PERFORM pg_sleep(3600); RETURN NULL; END'
"""
_HELD = "FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
#: Where a worker is held: it has told somebody and not yet said so; its mail is taken.
TOLD = "BEFORE DELETE ON procrastinate_jobs FOR EACH ROW WHEN (OLD.task_name LIKE '%.tell\\_%')"
SENT = """BEFORE UPDATE ON outbox FOR EACH ROW
  WHEN (NEW.state = 'sent' AND NEW.template <> 'invitation')"""


def dead_for_long(queue: psycopg.Connection, which: str, *named: object) -> None:
    """``which``: a condition for workers. Their jobs are looked for now, not minutes later."""
    queue.execute((_LONG_DEAD + which).encode(), named)
    queue.execute(_LOOK_FOR_STALLED)


def jobs_left(queue: psycopg.Connection) -> int:
    """Those that wait, run or were given up, and whatever a dead worker left behind."""
    row = queue.execute(LEFT.encode()).fetchone()
    assert row
    return int(row[0])


@dataclass
class Crew:
    """``queue``: the database, past every policy. ``at_work``: by the name of the process."""

    place: Place
    postbox: Postbox
    queue: psycopg.Connection
    at_work: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)

    def begin(self, so_many: int) -> None:
        """Until there are so many of them; those that are new need a moment."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("SUARA_")}
        folder = self.place.settings.data_dir
        while len(self.at_work) < so_many:
            name = f"worker {next(self._numbers)}"
            given = {"SUARA_DATA_DIR": str(folder), "SUARA_SMTP_URL": self.postbox.url}
            with folder.with_name(f"{name}.log").open("wb") as log:
                self.at_work[name] = subprocess.Popen(  # noqa: S603  our own program
                    [sys.executable, "-m", "backend", "worker", "--parent", str(os.getpid())],
                    cwd=Path(__file__).parents[2], env=kept | given | {"PGAPPNAME": name},
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                )  # fmt: skip

    def busy(self) -> list[str]:
        """One name for each job in somebody's hands."""
        return [row[0] for row in self.queue.execute(_AT_IT, (list(self.at_work),))]

    def kill_one_at_work(self) -> int:
        """How many jobs it had in hand; none only where everything was done before."""
        until = time.monotonic() + LONGEST
        while not (busy := self.busy()) and jobs_left(self.queue) and time.monotonic() < until:
            time.sleep(0.002)
        return self.kill(busy[0] if busy else next(iter(self.at_work)))

    def kill(self, name: str) -> int:
        process = self.at_work[name]
        process.kill()
        process.wait()
        in_hand = self.busy().count(name)
        del self.at_work[name]
        dead_for_long(self.queue, "known_as = %s", name)
        return in_hand

    def is_done(self) -> bool:
        return eventually(lambda: jobs_left(self.queue) == 0, within=LONGEST)

    def forget(self) -> None:
        """As if hours had passed since the jobs of today were begun."""
        self.queue.execute("UPDATE procrastinate_events SET at = at - interval '2 hours'")
        self.queue.execute(_LOOK_FOR_STALLED)

    @contextlib.contextmanager
    def held(self, moment: str, so_many: int, *, killed: bool = True) -> Iterator[None]:
        """Once so many jobs have come to that moment, and go no further, their workers die.

        Unless ``killed``, these only lose the database.
        """
        self.queue.execute(_HOLD)
        self.queue.execute(f"CREATE TRIGGER hold {moment} EXECUTE FUNCTION hold()".encode())
        try:
            yield
            assert eventually(lambda: self._held() == so_many, within=LONGEST), self._held()
            for name in list(self.at_work) if killed else ():
                self.kill(name)
        finally:
            self.queue.execute(f"SELECT pg_terminate_backend(pid) {_HELD}".encode())
            self.queue.execute("DROP FUNCTION hold CASCADE")

    def _held(self) -> int:
        row = self.queue.execute(f"SELECT count(*) {_HELD}".encode()).fetchone()
        return int(row[0]) if row else 0


@contextlib.contextmanager
def a_crew(place: Place, postbox: Postbox) -> Iterator[Crew]:
    with psycopg.connect(place.administrator, autocommit=True) as queue:
        queue.execute(_NAMED)
        crew = Crew(place, postbox, queue)
        try:
            yield crew
        finally:
            for process in crew.at_work.values():
                process.kill()
                process.wait()
