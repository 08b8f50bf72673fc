"""What the objections to the decisions of one case count as."""

from collections.abc import Sequence
from typing import Protocol


class Verdict(Protocol):
    """``upheld`` is none while nobody has decided."""

    @property
    def upheld(self) -> bool | None: ...


def objection_counted(known: Sequence[Verdict]) -> str:
    """One word for the whole case: a decision that was reversed once was reversed."""
    verdicts = {line.upheld for line in known}
    if True in verdicts:
        return "reversed"
    if None in verdicts:
        return "waiting"
    return "kept" if verdicts else "none"
