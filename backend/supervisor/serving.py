"""Starting everything in order, with one clear line where something is in the way."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console

from backend import clock
from backend.database.addresses import addresses
from backend.database.embedded import EmbeddedServer
from backend.database.newest import is_up_to_date
from backend.sealing.keys import MasterKey
from backend.settings import SHARED_FOLDER, Settings
from backend.supervisor.children import Child
from backend.supervisor.errands import Errand
from backend.supervisor.loop import Supervisor
from backend.supervisor.readiness import Readiness

SUARA = (sys.executable, "-m", "backend")
BACKLOG = 1024
#: The worker gives way to whoever waits for a page; on an idle machine it is as fast as ever.
GIVES_WAY = 10


class PortTaken(Exception):
    """Carries host, port and the reason."""


@dataclass(frozen=True)
class Serving:
    """``prepare`` runs once the database is migrated, before anybody is answered."""

    host: str
    port: int
    doors: tuple[str, ...]
    prepare: Callable[[], None] | None = None
    announcement: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operator:
    """Where the operator reads: stderr, with a moving line where it is a terminal."""

    console: Console

    def say(self, sentence: str) -> None:
        self.console.print(sentence, markup=False, highlight=False, soft_wrap=True)

    def report(self, sentence: str) -> None:
        """What happens while it runs: a line of the journal, unless somebody sits before it."""
        if self.console.is_terminal:
            self.say(sentence)
            return
        now = clock.now().isoformat(timespec="seconds")
        self.say(json.dumps({"timestamp": now, "level": "warning", "event": sentence}))

    @contextmanager
    def step(self, sentence: str) -> Iterator[None]:
        if self.console.is_terminal:
            with self.console.status(f"{sentence} …"):
                yield
        else:
            self.say(sentence)
            yield


def serve(serving: Serving, settings: Settings) -> int:
    """Until Ctrl-C or SIGTERM; the exit code."""
    operator = Operator(Console(stderr=True))
    with _listening(serving.host, serving.port) as entrance, _counted_together(settings):
        server = None if settings.own_database else EmbeddedServer(settings.data_dir)
        supervisor = Supervisor(
            _children(serving, settings, entrance),
            server,
            say=operator.report,
            ready=Readiness(entrance).seen,
            when_ready=lambda: _announce(operator, serving, settings),
            errands=_errands(serving, settings),
        )
        with supervisor.listening():
            try:
                _prepare(serving, settings, supervisor, operator)
            except BaseException:
                _stop(server)
                if supervisor.stopping:
                    return 0
                raise
        if supervisor.stopping:
            _stop(server)
            return 0
        return supervisor.run()


def _stop(server: EmbeddedServer | None) -> None:
    if server:
        server.stop()


def _prepare(
    serving: Serving, settings: Settings, supervisor: Supervisor, operator: Operator
) -> None:
    """Each step looks first whether it was told to stop in the meantime."""
    steps: list[tuple[str, Callable[[], object]]] = []
    if supervisor.server:
        steps.append(("Starting PostgreSQL", supervisor.server.start))
    if "desk" in serving.doors and not settings.apart:
        steps.append(("Bringing the database up to date", lambda: _migrate(settings)))
    if "desk" in serving.doors:
        steps.append(("Reading the master key", lambda: _master_key(settings, operator)))
    for sentence, step in steps:
        if supervisor.stopping:
            return
        with operator.step(sentence):
            step()
    if serving.prepare and not supervisor.stopping:
        serving.prepare()


def _migrate(settings: Settings) -> None:
    """By a process of its own, so that what it needs is gone with it. It explains itself."""
    if is_up_to_date(addresses(settings).owner):
        return
    done = subprocess.run(  # noqa: S603  our own program
        [*SUARA, "migrate"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=False,
        start_new_session=True,  # Ctrl-C is for us; we stop when it is done
    )
    if done.returncode:
        raise SystemExit(done.returncode)


def _master_key(settings: Settings, operator: Operator) -> None:
    """Without it no case opens: made at the first start, and shown once to be written down."""
    if settings.key_file.exists() or settings.apart:
        MasterKey.read(settings.key_file)
        return
    made = MasterKey.create(settings.key_file)
    if settings.demonstration:
        return
    operator.say(f"A master key was made in {settings.key_file}. Without it nobody can open a case")
    operator.say("again. Write these groups on paper and lock the paper away:")
    for line in on_paper(made):
        operator.say(f"  {line}")


def on_paper(key: MasterKey) -> list[str]:
    groups = key.recovery_sheet()
    return [" ".join(groups[at : at + 8]) for at in range(0, len(groups), 8)]


def _children(serving: Serving, settings: Settings, entrance: socket.socket) -> list[Child]:
    parent = ("--parent", str(os.getpid()))
    handle = entrance.fileno()
    web = (*SUARA, "web-process", "--handle", str(handle), "--doors", ",".join(serving.doors))
    children = [Child("web", (*web, *parent), inherits=(handle,))] * settings.workers
    if "desk" in serving.doors and not settings.apart:
        children.append(Child("worker", (*SUARA, "worker", *parent), nice=GIVES_WAY))
    if settings.metrics_address:
        children.append(Child("metrics", (*SUARA, "metrics")))
    return children


@contextmanager
def _counted_together(settings: Settings) -> Iterator[None]:
    """A folder in which all web processes of ours count, for as long as we run."""
    if settings.metrics_address is None:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="suara-metrics-") as folder:
        os.environ[SHARED_FOLDER] = folder
        yield


def _errands(serving: Serving, settings: Settings) -> list[Errand]:
    """What only the owner of the tables may do, whom no child of ours is."""
    return [Errand((*SUARA, "shred"))] if "desk" in serving.doors and not settings.apart else []


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """Opened here and inherited, so that no caller is turned away while a web process restarts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as entrance:
        entrance.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            entrance.bind((host, port))
            entrance.listen(BACKLOG)
        except OSError as error:
            raise PortTaken(host, port, error.strerror or str(error)) from error
        yield entrance


def _announce(operator: Operator, serving: Serving, settings: Settings) -> None:
    if "public" in serving.doors:
        operator.say(f"Public door: {settings.public_origin}/")
    if "desk" in serving.doors:
        operator.say(f"Desk:        {settings.desk}/desk/")
    for line in serving.announcement:
        operator.say(line)
    operator.say("Ctrl-C stops everything.")
