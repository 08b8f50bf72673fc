"""Sealing one field or one file: AES-256-GCM, bound to the place where it is stored."""

import os
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
VERSION = 1


class SealBroken(Exception):
    """The ciphertext, its key or its place is not the one it was sealed with."""


@dataclass(frozen=True)
class Place:
    """Where a ciphertext belongs; one that is moved to another row or column does not open."""

    table: str
    column: str
    row_id: UUID
    version: int = VERSION

    def bound(self) -> bytes:
        return f"{self.table}|{self.column}|{self.row_id}|{self.version}".encode()


def seal_bytes(key: bytes, content: bytes, place: Place) -> bytes:
    """Version byte, 12 random bytes of nonce, ciphertext with its 16-byte tag."""
    nonce = os.urandom(NONCE)
    return bytes([place.version]) + nonce + AESGCM(key).encrypt(nonce, content, place.bound())


def unseal_bytes(key: bytes, sealed: bytes, place: Place) -> bytes:
    """The content; ``SealBroken`` for another key, another place, or changed bytes."""
    if len(sealed) < 1 + NONCE + 16 or sealed[0] != place.version:
        raise SealBroken
    nonce = sealed[1 : 1 + NONCE]
    try:
        return AESGCM(key).decrypt(nonce, sealed[1 + NONCE :], place.bound())
    except InvalidTag:
        raise SealBroken from None


def seal(key: bytes, text: str, place: Place) -> bytes:
    return seal_bytes(key, text.encode(), place)


def unseal(key: bytes, sealed: bytes, place: Place) -> str:
    return unseal_bytes(key, sealed, place).decode()


def seal_if_any(key: bytes, text: str | None, place: Place) -> bytes | None:
    return seal(key, text, place) if text else None


def unseal_if_any(key: bytes, sealed: bytes | None, place: Place) -> str | None:
    return unseal(key, sealed, place) if sealed is not None else None
