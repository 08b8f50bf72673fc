"""A clock that every process of a house reads, and that a test moves while the house runs."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

#: libfaketime 0.9 breaks the call by which Python sleeps where the monotonic clock is left alone.
SLEEP = "import select, time\ntime.sleep = lambda s: select.select([], [], [], s) and None\n"


def library() -> Path | None:
    """libfaketime's, for programs of several threads; Debian's package is ``faketime``."""
    return next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)


@dataclass
class MovedClock:
    """``file`` says by how much it is off."""

    file: Path
    off: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.off

    def move(self, off: timedelta) -> None:
        """All of them see it at once."""
        self.off = off
        half = self.file.with_suffix(".half")
        half.write_text(f"{off.total_seconds():+.0f}\n", encoding="ascii")
        half.replace(self.file)

    def move_to(self, at: datetime) -> None:
        self.move(at - datetime.now(UTC))

    def variables(self) -> dict[str, str]:
        """For the house: what is waited for is not moved, only what the day and the hour are."""
        (self.file.parent / "sitecustomize.py").write_text(SLEEP, encoding="ascii")
        return {
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "PYTHONPATH": str(self.file.parent),
            "TZ": "Europe/Berlin",
        }
