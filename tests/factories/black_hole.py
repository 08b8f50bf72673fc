"""A way to a server on which packets can vanish: nothing is closed, and nothing is answered."""

import asyncio
import contextlib
import ctypes
import fcntl
import socket
import struct
import sys
import termios
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

SO_ATTACH_FILTER, SO_DETACH_FILTER = 26, 27
#: A program of one instruction, which keeps no byte of any packet.
_NOTHING = struct.pack("HBBI", 0x06, 0, 0, 0)


def _deafen(listener: socket.socket) -> None:
    """Its kernel drops what comes, without a word to whoever sent it."""
    program = ctypes.create_string_buffer(_NOTHING)
    told = struct.pack("HL", 1, ctypes.addressof(program))
    listener.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, told)


@dataclass
class BlackHole:
    """Hands on what is sent to ``port``, until it is told to vanish."""

    behind: int
    entrance: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    ends: list[socket.socket] = field(default_factory=list)
    busy: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def port(self) -> int:
        return int(self.entrance.getsockname()[1])

    async def stand(self) -> None:
        loop = asyncio.get_running_loop()
        self.entrance.setblocking(False)
        while True:
            came, _ = await loop.sock_accept(self.entrance)
            there = socket.create_connection(("127.0.0.1", self.behind))
            for end in (came, there):
                end.setblocking(False)
            self.ends += [came, there]
            for one, other in ((came, there), (there, came)):
                task = asyncio.create_task(_hand_on(one, other))
                self.busy.add(task)

    async def vanish(self) -> None:
        """Whoever is connected, and whoever comes, waits for ever.

        What was said last has been heard: else it would be said again and again, as nobody does
        who is gone.
        """
        while any(map(_unheard, self.ends)):  # noqa: ASYNC110  only the kernel knows, and tells nobody
            await asyncio.sleep(0.01)
        for each in (self.entrance, *self.ends):
            _deafen(each)

    def come_back(self) -> None:
        """Under the same address, to whoever comes anew."""
        self.entrance.setsockopt(socket.SOL_SOCKET, SO_DETACH_FILTER, 0)


def _unheard(end: socket.socket) -> int:
    """Bytes that the other side has not said to have."""
    return int.from_bytes(fcntl.ioctl(end, termios.TIOCOUTQ, bytes(4)), sys.byteorder)


async def _hand_on(one: socket.socket, other: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    with contextlib.suppress(OSError):
        while said := await loop.sock_recv(one, 65536):
            await loop.sock_sendall(other, said)
        other.shutdown(socket.SHUT_WR)


@contextlib.asynccontextmanager
async def a_black_hole(behind: int) -> AsyncIterator[BlackHole]:
    hole = BlackHole(behind)
    standing = asyncio.create_task(hole.stand())
    try:
        yield hole
    finally:
        for task in (standing, *hole.busy):
            task.cancel()
        for end in (hole.entrance, *hole.ends):
            end.close()
