"""One web process: uvicorn on a socket that the supervisor opened."""

import gc
import importlib
import socket
from itertools import count

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.settings import Settings

GRACE = 10  # seconds for answers under way
NEW_OBJECTS = 10_000  # until Python looks for rubbish among them; it would begin at 700
ANSWERS_KEPT = 100  # between two that let their connection go
#: Headers of whoever sends more than headers.
_ANNOUNCING = {b"content-length", b"transfer-encoding"}


def serve_on(listening: socket.socket, doors: frozenset[str], settings: Settings) -> None:
    """Until SIGTERM. No access log: addresses and paths are kept nowhere."""
    # By name: the supervisor and the application know nothing of each other.
    create_app = importlib.import_module("backend.app").create_app
    app = create_app(doors=doors)
    # What is there now stays, and need not be looked through again and again: of the processor's
    # time for a page of the desk looking for rubbish took 1.5 per cent, and takes half of that.
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    config = uvicorn.Config(
        LettingGo(app),
        access_log=False,
        log_config=None,
        ws="none",  # nobody asks for any, and what speaks it takes 2 MB
        log_level="debug" if settings.log_level == "debug" else "warning",
        proxy_headers=False,  # SUARA_TRUSTED_PROXIES is read by the application itself
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    uvicorn.Server(config).run(sockets=[listening])


class LettingGo:
    """Lets go of the connection of every hundredth answer, so that a process that is free gets it.

    Connections that are opened in one moment are often all taken by one process, which would answer
    alone for as long as they are kept. One on which something is still to be read is kept: who
    sends would meet its end before the answer, which says why no more is wanted.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._answers = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or next(self._answers) % ANSWERS_KEPT:
            await self._app(scope, receive, send)
            return
        unread = any(name in _ANNOUNCING for name, _ in scope["headers"])

        async def receive_watched() -> Message:
            nonlocal unread
            message = await receive()
            unread = message.get("more_body", False)
            return message

        async def send_last(message: Message) -> None:
            if message["type"] == "http.response.start" and not unread:
                message["headers"] = [*message["headers"], (b"connection", b"close")]
            await send(message)

        await self._app(scope, receive_watched, send_last)
