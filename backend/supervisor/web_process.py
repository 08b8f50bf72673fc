"""One web process: uvicorn on a socket that the supervisor opened."""

import importlib
import socket

import uvicorn

from backend.settings import Settings

GRACE = 10  # seconds for answers under way


def serve_on(listening: socket.socket, doors: frozenset[str], settings: Settings) -> None:
    """Until SIGTERM. No access log: addresses and paths are kept nowhere."""
    # By name: the supervisor and the application know nothing of each other.
    create_app = importlib.import_module("backend.app").create_app
    config = uvicorn.Config(
        create_app(doors=doors),
        access_log=False,
        log_config=None,
        log_level="debug" if settings.log_level == "debug" else "warning",
        proxy_headers=False,  # SUARA_TRUSTED_PROXIES is read by the application itself
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    uvicorn.Server(config).run(sockets=[listening])
