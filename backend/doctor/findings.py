"""What a check finds, and what every check reads."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

GOOD, NOTE, BAD, LATER = "good", "note", "bad", "later"


@dataclass(frozen=True)
class Finding:
    """``said``: what is so, and what to do where it is not good."""

    verdict: str
    said: str


@dataclass(frozen=True)
class Check:
    """``needs``: what must stand first; while it does not, this has nothing to say."""

    look: Callable[[], Finding]
    needs: str = ""


def settings_here() -> Any:
    return importlib.import_module("backend.settings").settings()


def addresses_here() -> Any:
    return importlib.import_module("backend.database.addresses").addresses(settings_here())
