"""Tokens in forms: signed for anybody before there is a cookie, else derived from the cookie."""

import hmac
import secrets
from hashlib import sha256

LIFETIME_SECONDS = 24 * 60 * 60
_STATELESS_PARTS = 3


def _mac(key: bytes, *parts: str) -> str:
    return hmac.new(key, "\0".join(parts).encode(), sha256).hexdigest()


def stateless_token(key: bytes, seconds: int) -> str:
    """``time.nonce.mac``; ``seconds`` is the present time since 1970."""
    nonce = secrets.token_hex(8)
    return f"{seconds}.{nonce}.{_mac(key, 'stateless', str(seconds), nonce)}"


def is_stateless_token(key: bytes, token: str, seconds: int) -> bool:
    parts = token.split(".")
    if len(parts) != _STATELESS_PARTS or not token.isascii():
        return False
    issued, nonce, mac = parts
    if not hmac.compare_digest(mac, _mac(key, "stateless", issued, nonce)):
        return False
    return 0 <= seconds - int(issued) <= LIFETIME_SECONDS


def bound_token(key: bytes, cookie: str) -> str:
    return _mac(key, "bound", cookie)


def is_bound_token(key: bytes, token: str, cookie: str) -> bool:
    return token.isascii() and hmac.compare_digest(token, bound_token(key, cookie))
