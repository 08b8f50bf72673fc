"""Clients that begin to say something and never end, each on a connection of its own."""

import contextlib
import socket
from collections.abc import Callable, Iterator

HALF_A_HEADER = b"GET /en/systems HTTP/1.1\r\nHost: {host}\r\nX-Slow: "
HALF_A_BODY = (
    b"POST /api/v1/grievances HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
    b"Idempotency-Key: kkkkkkkkkkkkkkkkkkkkkkkk\r\nContent-Length: 100000\r\n\r\n{"
)


@contextlib.contextmanager
def slow_clients(
    connect: Callable[[], socket.socket], number: int, host: str
) -> Iterator[list[socket.socket]]:
    """Half of them in the middle of a header, half in the middle of a body."""
    with contextlib.ExitStack() as open_ones:
        clients = []
        for each in range(number):
            client = open_ones.enter_context(connect())
            begun = HALF_A_HEADER if each % 2 else HALF_A_BODY
            client.sendall(begun.replace(b"{host}", host.encode()))
            clients.append(client)
        yield clients


def still_open(clients: list[socket.socket]) -> int:
    """How many can still be written to and were told nothing."""
    return sum(map(_is_open, clients))


def _is_open(client: socket.socket) -> bool:
    try:
        client.sendall(b"a")
        client.settimeout(0.01)
        client.recv(1)
    except TimeoutError:
        return True
    except OSError:
        return False
    return False
