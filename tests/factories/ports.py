"""Ports to serve on, which nothing takes before they are used."""

import secrets
import socket

#: Below those that systems hand out to whoever asks for any, or connects.
HANDED_OUT_BY_NOBODY = range(15_000, 32_000)


def free_port() -> int:
    while True:
        port = secrets.choice(HANDED_OUT_BY_NOBODY)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
