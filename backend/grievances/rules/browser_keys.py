"""Keys that only a browser or a program holds: of a draft, of a follow session, of a retry."""

import base64
import binascii
import hmac
from dataclasses import dataclass
from hashlib import sha256

from backend.errors import Fault, Unacceptable
from backend.sealing.keys import derived

COOKIE_BYTES = 32
SHORTEST_RETRY_KEY = 22
LONGEST_RETRY_KEY = 128


@dataclass(frozen=True)
class BrowserKey:
    """``lookup`` finds the row, ``sealing`` opens it; neither gives the other away."""

    lookup: bytes
    sealing: bytes
    cookie: str


def browser_key(random: bytes, purpose: str) -> BrowserKey:
    """Of 32 random bytes; ``purpose`` is ``draft`` or ``follow``."""
    cookie = base64.urlsafe_b64encode(random).rstrip(b"=").decode()
    return BrowserKey(
        sha256(derived(random, f"{purpose} lookup")).digest(),
        derived(random, f"{purpose} sealing"),
        cookie,
    )


def read_cookie(cookie: str | None, purpose: str) -> BrowserKey | None:
    """The key in a cookie, or nothing where the cookie is not one of ours."""
    if not cookie or len(cookie) > 2 * COOKIE_BYTES or not cookie.isascii():
        return None
    try:
        random = base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4))
    except (binascii.Error, ValueError):
        return None
    return browser_key(random, purpose) if len(random) == COOKIE_BYTES else None


@dataclass(frozen=True)
class RetryKey:
    """An ``Idempotency-Key`` with the body that it came with.

    ``body_hash`` is keyed: a short complaint could be guessed from a plain one.
    """

    lookup: bytes
    body_hash: bytes
    sealing: bytes


class RetryKeyRefused(Unacceptable):
    code = "idempotency_key"

    def __init__(self) -> None:
        super().__init__(Fault("Idempotency-Key", "idempotency_key"))


def retry_key(header: str | None, body: bytes) -> RetryKey:
    """22 to 128 visible ASCII characters, else refused."""
    if (
        header is None
        or not SHORTEST_RETRY_KEY <= len(header) <= LONGEST_RETRY_KEY
        or not all("!" <= sign <= "~" for sign in header)
    ):
        raise RetryKeyRefused
    key = header.encode()
    body_hash = hmac.digest(key, body, "sha256")
    return RetryKey(sha256(key).digest(), body_hash, derived(key + body, "retry"))
