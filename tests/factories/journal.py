"""What the application writes down about itself, for tests that read it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from backend.web import journal

OURS = logging.getLogger(journal.__name__)


class _Kept(logging.Handler):
    """Each line with all its facts, those too that would be dropped."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        facts = record.args if isinstance(record.args, dict) else {}
        self.lines.append({"event": record.msg, **facts})


@contextmanager
def lines_written() -> Iterator[list[dict[str, Any]]]:
    """Those of the time until it ends."""
    kept, level = _Kept(), OURS.level
    OURS.addHandler(kept)
    OURS.setLevel(logging.INFO)
    try:
        yield kept.lines
    finally:
        OURS.setLevel(level)
        OURS.removeHandler(kept)
