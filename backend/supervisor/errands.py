"""Programs that are started again and again, do one thing, and end by themselves."""

import signal
import subprocess
import time
from dataclasses import dataclass, field

from backend.database.embedded import die_with_parent

HOUR = 3600.0
FIRST_AFTER = 600.0


@dataclass
class Errand:
    """``next_at``: seconds of the monotonic clock. One that still runs is not started again."""

    argv: tuple[str, ...]
    every: float = HOUR
    next_at: float = field(default_factory=lambda: time.monotonic() + FIRST_AFTER)
    process: subprocess.Popen[bytes] | None = None

    def run_if_due(self) -> None:
        """From the main thread only: the kernel watches the thread that starts a child."""
        if self.process and self.process.poll() is not None:
            self.process = None
        if self.process is None and time.monotonic() >= self.next_at:
            self.next_at = time.monotonic() + self.every
            self.process = subprocess.Popen(  # noqa: S603  our own program
                self.argv,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(signal.SIGTERM),  # noqa: PLW1509  one thread
            )

    def stop(self, *, patience: float = 10.0) -> None:
        """Whatever it was at is rolled back, and done by the next one."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
