"""What processes say to their operator: JSON lines that cannot hold what a person typed.

A message is written without its arguments, and an error without its text: its class, and the
lines of code it passed through.
"""

import json
import logging
import traceback
from datetime import UTC, datetime

#: Loggers whose arguments are ours: addresses to listen on, process ids, names of tasks.
ARGUMENTS_ARE_OURS = ("uvicorn.error", "backend")
LEVELS = {"uvicorn.error": "warning", "procrastinate": "warning", "alembic": "warning"}


class Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        ours = record.name.startswith(ARGUMENTS_ARE_OURS) and not record.exc_info
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": record.getMessage() if ours else str(record.msg).splitlines()[0],
        }
        if record.exc_info and record.exc_info[1]:
            line |= _error(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _error(error: BaseException) -> dict[str, str]:
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    return {
        "error": type(error).__qualname__,
        "passed": " > ".join(f"{frame.filename}:{frame.lineno}" for frame in frames),
    }


def keep(level: str) -> None:
    """Send everything of this process to stderr, one line each."""
    handler = logging.StreamHandler()
    handler.setFormatter(Line())
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    if level != "debug":
        for name, lowest in LEVELS.items():
            logging.getLogger(name).setLevel(lowest.upper())
