"""argon2id, in a thread: it holds the processor for a while."""

import asyncio
import secrets
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()


@lru_cache
def _dummy() -> str:
    """Checked for unknown accounts, so that the answer takes as long."""
    return _HASHER.hash(secrets.token_urlsafe(16))


async def hash_password(password: str) -> str:
    return await asyncio.to_thread(_HASHER.hash, password.encode("utf-8", "surrogatepass"))


async def verify_password(password_hash: str | None, password: str) -> bool:
    """False for a wrong password and for an account without one, after the same work."""
    return await asyncio.to_thread(_verify, password_hash, password)


def _verify(password_hash: str | None, password: str) -> bool:
    try:
        _HASHER.verify(password_hash or _dummy(), password.encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
