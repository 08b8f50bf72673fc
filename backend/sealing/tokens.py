"""Keyed tokens: a word becomes a number that only its organisation can make again."""

from collections.abc import Iterable
from hashlib import blake2b


def keyed_tokens(terms: Iterable[str], search_key: bytes) -> list[int]:
    """Signed 64-bit numbers, sorted, each once."""
    return sorted({keyed_token(term, search_key) for term in terms})


def keyed_token(term: str, search_key: bytes) -> int:
    digest = blake2b(term.encode(), digest_size=8, key=search_key).digest()
    return int.from_bytes(digest, "big", signed=True)
