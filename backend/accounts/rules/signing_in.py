"""How somebody proves who they are: one-time codes of an app, resets, and where codes count."""

import hmac
import re
from datetime import datetime, timedelta
from enum import StrEnum

import pyotp

from backend.languages.messages import Message, msg

#: Seconds for which an app shows one code.
STEP = 30
#: A clock may be wrong by so many steps, either way.
DRIFT = 1
#: How long the code of an approved reset works, and how long a request waits for approval.
RESET_LASTS = timedelta(hours=24)
REQUEST_LASTS = timedelta(days=7)
_SPACES = re.compile(r"[\s\u00a0\u2007\u202f-]+")
_CODE = re.compile(r"\d{6}")


class Method(StrEnum):
    """How a session was begun."""

    PASSWORD = "password"  # noqa: S105  the name of a way in
    PROVIDER = "provider"


class Resettable(StrEnum):
    """What somebody can lose."""

    PASSWORD = "password"  # noqa: S105  as above
    SECOND_FACTOR = "second_factor"


RESET_NAMES: dict[Resettable, Message] = {
    Resettable.PASSWORD: msg("Password"),
    Resettable.SECOND_FACTOR: msg("Second factor"),
}


def new_secret() -> str:
    """160 bits, as apps take them: 32 letters and digits."""
    return pyotp.random_base32()


def in_groups(secret: str) -> str:
    """For typing by hand."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


def address_for_app(secret: str, email: str) -> str:
    """What the picture holds; apps show the house and the account beside the code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Suara")


def step_of(secret: str, typed: str, at: datetime) -> int | None:
    """The step whose code this is, now or one step off; none where it is none.

    All steps are looked at, whichever fits, so that the time says nothing.
    """
    code = _digits(typed)
    now, found = int(at.timestamp()) // STEP, None
    app = pyotp.TOTP(secret)
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(app.at(step * STEP), code):
            found = step
    return found


def _digits(typed: str) -> str:
    """Six digits of any script, in groups or not; else nothing that could be right."""
    code = _SPACES.sub("", typed[:40])
    if not _CODE.fullmatch(code):
        return ""
    return "".join(str(int(digit)) for digit in code)
