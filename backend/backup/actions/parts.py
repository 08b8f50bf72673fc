"""Named parts in the stream of a backup: a name, then pieces, each with its length before it."""

import struct
from collections.abc import Iterable, Iterator

from backend.backup.actions.container import SealedWriter
from backend.backup.rules.manifest import DAMAGED, BackupRefused

_LENGTH = struct.Struct(">I")
LONGEST_PIECE = 2**26


def write_part(to: SealedWriter, name: str, content: Iterable[bytes]) -> int:
    """How many bytes it had."""
    written, size = name.encode(), 0
    to.write(_LENGTH.pack(len(written)) + written)
    for piece in content:
        if piece:
            to.write(_LENGTH.pack(len(piece)) + piece)
            size += len(piece)
    to.write(_LENGTH.pack(0))
    return size


def write_end(to: SealedWriter) -> None:
    to.write(_LENGTH.pack(0))


class Parts:
    """Reads parts in their order; what a caller leaves of one is passed over."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._waiting = pieces, bytearray()

    def __iter__(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        while length := self._number():
            name = self._take(length).decode(errors="replace")
            content = self._content()
            yield name, content
            for _ in content:
                pass
        # The last piece of the file is authenticated only when it is asked for.
        if self._waiting or any(self._pieces):
            raise BackupRefused(DAMAGED)

    def _content(self) -> Iterator[bytes]:
        while length := self._number():
            yield self._take(length)

    def _number(self) -> int:
        (number,) = _LENGTH.unpack(self._take(_LENGTH.size))
        if number > LONGEST_PIECE:
            raise BackupRefused(DAMAGED)
        return int(number)

    def _take(self, length: int) -> bytes:
        while len(self._waiting) < length:
            piece = next(self._pieces, None)
            if piece is None:
                raise BackupRefused(DAMAGED)
            self._waiting += piece
        taken = bytes(self._waiting[:length])
        del self._waiting[:length]
        return taken
