"""Refusals: what cannot be done, as facts. The edge (web/) finds the words and the status."""

import errno
from dataclasses import dataclass
from typing import Any, ClassVar

#: The numbers by which a system says that a disk, or our part of it, is full.
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


class Refusal(Exception):
    """Base of the four families below. ``code`` names the words, ``facts`` fill them."""

    code: ClassVar[str] = "refused"

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts


class Absent(Refusal):
    """What was asked for does not exist, or not for this person. Nobody can tell which."""

    code = "absent"


class Forbidden(Refusal):
    """Not for this person, who may know that it exists."""

    code = "forbidden"


class Conflict(Refusal):
    """The state of things does not allow it now."""

    code = "conflict"


class Unkept(Exception):
    """What we stand on, a disk or a store of files, keeps and gives nothing for now."""


@dataclass(frozen=True)
class Fault:
    """One wrong field: its name in the form, the code of the words, and the facts in them."""

    field: str
    code: str
    facts: tuple[tuple[str, Any], ...] = ()


class Unacceptable(Refusal):
    """What was typed cannot be taken as it is. Carries every wrong field."""

    code = "unacceptable"

    def __init__(self, *faults: Fault) -> None:
        super().__init__()
        self.faults = faults
