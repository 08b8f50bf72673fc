"""Child processes: started so that they cannot outlive us, and started again when they end."""

import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field

from backend.database.embedded import die_with_parent

LONGEST_PAUSE = 5.0
STEADY_AFTER = 10.0
MISUSED = 2


@dataclass(frozen=True)
class Child:
    """``patience``: seconds from SIGTERM to SIGKILL. ``inherits``: open files it is given.

    ``nice``: how far it gives way to others, as ``os.nice`` counts.
    """

    name: str
    argv: tuple[str, ...]
    patience: float = 15.0
    inherits: tuple[int, ...] = ()
    nice: int = 0


@dataclass
class Running:
    """One child through all its lives; times are seconds of the monotonic clock."""

    child: Child
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    again_at: float = field(default=0.0)

    def start(self) -> None:
        """From the main thread only: the kernel watches the thread that starts a child."""
        self.process = subprocess.Popen(  # noqa: S603  our own program
            self.child.argv,
            stdin=subprocess.DEVNULL,
            pass_fds=self.child.inherits,
            start_new_session=True,  # Ctrl-C is for us; children are told in order
            preexec_fn=self._become,  # noqa: PLW1509  one thread
        )
        self.started = time.monotonic()

    def _become(self) -> None:
        die_with_parent(signal.SIGTERM)
        os.nice(self.child.nice)

    def ended(self) -> int | None:
        """The exit code, once: whoever asks again is told None until it has ended again."""
        code = self.process.poll() if self.process else None
        if code is not None:
            self.process = None
            self._think_about_a_pause()
        return code

    def _think_about_a_pause(self) -> None:
        now = time.monotonic()
        steady = now - self.started > STEADY_AFTER
        self.pause = 0.1 if steady or not self.pause else min(self.pause * 2, LONGEST_PAUSE)
        self.again_at = now + self.pause

    def is_due(self) -> bool:
        return self.process is None and time.monotonic() >= self.again_at


def stop(together: list[Running]) -> None:
    """Ask all to end, wait for the most patient, and end those that did not."""
    alive = [one.process for one in together if one.process and one.process.poll() is None]
    for process in alive:
        process.terminate()
    until = time.monotonic() + max((one.child.patience for one in together), default=0.0)
    for process in alive:
        try:
            process.wait(max(until - time.monotonic(), 0.0))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def end_with(parent: int, *, look_every: float = 0.5, patience: float = 2.5) -> None:
    """In a child: end when ``parent`` is gone, where the kernel's own signal was missed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(look_every)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(patience)
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="end with the supervisor").start()
