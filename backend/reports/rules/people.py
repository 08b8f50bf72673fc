"""Counting one person once without knowing who they are."""

import hmac
from hashlib import sha256
from uuid import UUID

from backend.languages.normalisation import for_search

# People write their number with and without the country's code.
_LAST_DIGITS = 8


def fact_key(key: bytes, case_id: UUID) -> bytes:
    """The name of a case's fact; without the key it leads to no case."""
    return hmac.digest(key, case_id.bytes, sha256)


def complainant_key(key: bytes, case_id: UUID, email: str | None, phone: str | None) -> bytes:
    """The same for one person's cases of a year. Without an address each case is a person."""
    return hmac.digest(key, _who(case_id, email, phone).encode(), sha256)


def _who(case_id: UUID, email: str | None, phone: str | None) -> str:
    if email and email.strip():
        return f"email {for_search(email).strip()}"
    digits = "".join(sign for sign in for_search(phone or "") if sign.isdecimal())
    return f"phone {digits[-_LAST_DIGITS:]}" if digits else f"case {case_id}"
