"""The sealed file of a backup: written and read as a stream, a mebibyte at a time.

The passphrase makes a key (argon2id); each piece is AES-256-GCM. The nonce counts the pieces and
marks the last one, and the head of the file is bound to each, so that no piece can be changed,
moved, left out or cut off unnoticed. Nothing that comes out was not authenticated.
"""

import json
import os
import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import BinaryIO

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend.backup.rules.manifest import BackupRefused

MAGIC = b"suara backup 1\n"
PIECE = 2**20
_TAG, _SALT, _PREFIX = 16, 16, 7
_LENGTH = struct.Struct(">I")
#: RFC 9106, the second recommended choice, with more passes.
COST = {"time": 4, "memory": 2**16, "lanes": 4}
#: What a file may ask of us before anything of it is authenticated.
MOST = {"time": 16, "memory": 2**20, "lanes": 16}
LONGEST_HEAD = 4096

NOT_OURS = "This file is no backup of Suara."
CUT_OFF = "This backup is not whole: it was cut off. Take another one."
CHANGED = "The passphrase is not right, or the backup was changed. Nothing was restored."


def _key(passphrase: str, head: dict[str, object]) -> AESGCM:
    cost = {name: head.get(name) for name in COST}
    given = {name: value for name, value in cost.items() if isinstance(value, int)}
    if given.keys() != MOST.keys() or any(not 1 <= given[n] <= MOST[n] for n in MOST):
        raise BackupRefused(NOT_OURS)
    try:
        secret = hash_secret_raw(
            passphrase.encode(),
            bytes.fromhex(str(head["salt"])),
            time_cost=given["time"],
            memory_cost=given["memory"],
            parallelism=given["lanes"],
            hash_len=32,
            type=Type.ID,
        )
    except HashingError:
        raise BackupRefused(NOT_OURS) from None
    return AESGCM(secret)


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4) + bytes([last])


class SealedWriter:
    """``close`` writes the last piece; a file without one is never taken for whole."""

    def __init__(self, file: BinaryIO, passphrase: str, made_at: datetime) -> None:
        self._file, self._prefix = file, os.urandom(_PREFIX)
        head = {
            **COST,
            "salt": os.urandom(_SALT).hex(),
            "prefix": self._prefix.hex(),
            "made_at": made_at.isoformat(),
        }
        written = json.dumps(head).encode()
        start = MAGIC + _LENGTH.pack(len(written)) + written
        self._key, self._bound = _key(passphrase, head), sha256(start).digest()
        self._number, self._waiting = 0, bytearray()
        file.write(start)

    def write(self, content: bytes) -> None:
        self._waiting += content
        while len(self._waiting) > PIECE:
            self._piece(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]

    def close(self) -> None:
        self._piece(bytes(self._waiting), last=True)

    def _piece(self, content: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, last=last)
        sealed = self._key.encrypt(nonce, content, self._bound)
        self._file.write(_LENGTH.pack(len(sealed)) + sealed)
        self._number += 1


def read_head(file: BinaryIO) -> tuple[dict[str, object], bytes]:
    """The head, and the bytes that it was read from."""
    start = file.read(len(MAGIC) + _LENGTH.size)
    if len(start) < len(MAGIC) + _LENGTH.size or not start.startswith(MAGIC):
        raise BackupRefused(NOT_OURS)
    (length,) = _LENGTH.unpack(start[len(MAGIC) :])
    written = file.read(length) if length <= LONGEST_HEAD else b""
    try:
        head = json.loads(written)
        lengths = len(bytes.fromhex(head["salt"])), len(bytes.fromhex(head["prefix"]))
        made_at = datetime.fromisoformat(head["made_at"])
        made_at.astimezone(UTC)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        raise BackupRefused(NOT_OURS) from None
    if lengths != (_SALT, _PREFIX) or made_at.tzinfo is None:
        raise BackupRefused(NOT_OURS)
    return head, start + written


def opened_pieces(file: BinaryIO, passphrase: str) -> Iterator[bytes]:
    """Each authenticated before it is given; the end only where the last piece was seen."""
    head, start = read_head(file)
    key, bound = _key(passphrase, head), sha256(start).digest()
    prefix, number = bytes.fromhex(str(head["prefix"])), 0
    piece = _sealed_piece(file)
    while piece is not None:
        following = _sealed_piece(file)
        nonce = _nonce(prefix, number, last=following is None)
        try:
            yield key.decrypt(nonce, piece, bound)
        except InvalidTag:
            raise BackupRefused(_why(key, (prefix, number, bound), piece)) from None
        piece, number = following, number + 1
    if not number:
        raise BackupRefused(CUT_OFF)


def _why(key: AESGCM, place: tuple[bytes, int, bytes], piece: bytes) -> str:
    """A piece that opens as one of the middle is the last that was left."""
    prefix, number, bound = place
    try:
        key.decrypt(_nonce(prefix, number, last=False), piece, bound)
    except InvalidTag:
        return CHANGED
    return CUT_OFF


def _sealed_piece(file: BinaryIO) -> bytes | None:
    length = file.read(_LENGTH.size)
    if not length:
        return None
    if len(length) < _LENGTH.size:
        raise BackupRefused(CUT_OFF)
    (wanted,) = _LENGTH.unpack(length)
    if not _TAG <= wanted <= PIECE + _TAG:
        raise BackupRefused(CHANGED)
    content = file.read(wanted)
    if len(content) < wanted:
        raise BackupRefused(CUT_OFF)
    return content
