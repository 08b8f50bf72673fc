"""The main loop: watches the database and the children, and stops them in order."""

import contextlib
import select
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from backend.database.embedded import EmbeddedServer, ServerDidNotStart
from backend.database.explaining import explained
from backend.supervisor.children import MISUSED, Child, Running, stop
from backend.supervisor.errands import Errand

TICK = 0.5  # seconds; signals wake us at once


@dataclass
class Supervisor:
    """Run from the main thread. ``say`` gets one sentence for the operator.

    ``ready`` is asked at each tick until it is true; then ``when_ready`` is called, once.
    """

    children: list[Child]
    server: EmbeddedServer | None = None
    say: Callable[[str], None] = field(default=lambda _: None)
    ready: Callable[[], bool] = field(default=lambda: True)
    when_ready: Callable[[], None] = field(default=lambda: None)
    stopping: bool = False
    without_database: bool = False
    errands: list[Errand] = field(default_factory=list)

    def run(self) -> int:
        """Until a signal, or until a child says that it is misused; the exit code."""
        running = [Running(child) for child in self.children]
        told = False
        try:
            with self.listening() as bell:
                while not self.stopping:
                    misused = self._look_after(running)
                    if misused is not None:
                        return misused
                    if not told and self.ready():
                        told = True
                        self.when_ready()
                    _wait(bell)
            return 0
        finally:
            self._stop(running)

    @contextlib.contextmanager
    def listening(self) -> Iterator[socket.socket]:
        """Signals set ``stopping`` and ring the bell."""
        bell, clapper = socket.socketpair()
        for end in (bell, clapper):
            end.settimeout(0)
        before = signal.set_wakeup_fd(clapper.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        try:
            yield bell
        finally:
            signal.set_wakeup_fd(before)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            bell.close()
            clapper.close()

    def _on_stop(self, *_: object) -> None:
        self.stopping = True

    def _look_after(self, running: list[Running]) -> int | None:
        self._look_after_the_database()
        for one in running:
            code = one.ended()
            if code == MISUSED:
                return code
            if code is not None:
                self.say(f"{one.child.name} has ended ({code}); starting it again.")
            if one.is_due() and not self.stopping:
                one.start()
        for errand in self.errands:
            errand.run_if_due()
        return None

    def _look_after_the_database(self) -> None:
        """While it cannot start, as on a full disk, people read that nothing can be kept now."""
        if self.server is None or self.server.runs:
            self.without_database = False
            return
        if not self.without_database:
            self.say("PostgreSQL has ended; starting it again.")
        try:
            self.server.relaunch()
        except ServerDidNotStart as error:
            if not self.without_database:
                self.say(f"{explained(error)} It is tried again until it does.")
            self.without_database = True

    def _stop(self, running: list[Running]) -> None:
        """Those that take work first, the database last."""
        for errand in self.errands:
            errand.stop()
        for name in dict.fromkeys(child.name for child in self.children):
            stop([one for one in running if one.child.name == name])
        if self.server:
            self.server.stop()


def _wait(bell: socket.socket) -> None:
    select.select([bell], [], [], TICK)
    with contextlib.suppress(BlockingIOError):
        bell.recv(4096)
