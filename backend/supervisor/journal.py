"""What libraries say to the operator: JSON lines that cannot hold what a person typed.

Of their messages and errors only the place and the class are written, for their text may quote
anything. Our own events are written by ``backend.web.journal``.
"""

import json
import logging
import traceback
from datetime import UTC, datetime

from backend.web.journal import start_journal

#: Its messages at start and stop hold addresses to listen on and process ids, nothing else.
HARMLESS = "uvicorn.error"


class Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        harmless = record.name == HARMLESS and error is None
        line = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage() if harmless else f"{record.name}:{record.funcName}",
        }
        return json.dumps(line | (_error(error) if error else {}), ensure_ascii=False)


def _error(error: BaseException) -> dict[str, str]:
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return {
        "error": type(error).__qualname__,
        "passed": " > ".join(f"{frame.filename}:{frame.lineno}" for frame in frames),
    }


def keep(level: str) -> None:
    """Send everything of this process to stderr, one line each; libraries only from warnings on."""
    start_journal(level)
    handler = logging.StreamHandler()
    handler.setFormatter(Line())
    lowest = logging.DEBUG if level == "debug" else max(logging.WARNING, _number(level))
    logging.basicConfig(handlers=[handler], level=lowest, force=True)


def _number(level: str) -> int:
    return logging.getLevelNamesMapping()[level.upper()]
