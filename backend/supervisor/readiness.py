"""Whether the web processes answer already."""

import contextlib
import http.client
import socket
import threading
import time

PAUSE = 0.2
LONGEST_ANSWER = 30.0


class Readiness:
    """Asks in a thread of its own, so that the main loop never waits for an answer."""

    def __init__(self, entrance: socket.socket) -> None:
        host, self._port = entrance.getsockname()[:2]
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  we ask, we do not listen
        self._host = everywhere.get(host, host)
        self._answered = threading.Event()
        self._thread: threading.Thread | None = None

    def seen(self) -> bool:
        if self._thread is None:
            self._thread = threading.Thread(target=self._ask, daemon=True, name="readiness")
            self._thread.start()
        return self._answered.is_set()

    def _ask(self) -> None:
        # The socket listens before anybody answers on it, so one question mostly is enough.
        while not _answers(self._host, self._port):
            time.sleep(PAUSE)
        self._answered.set()


def _answers(host: str, port: int) -> bool:
    # Not by httpx: one question to ourselves is not worth its memory for as long as we run.
    asking = http.client.HTTPConnection(host, port, timeout=LONGEST_ANSWER)
    with contextlib.closing(asking), contextlib.suppress(OSError, http.client.HTTPException):
        asking.request("GET", "/healthz")
        return bool(asking.getresponse().status)
    return False
