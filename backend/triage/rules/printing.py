"""What of a case is printed."""

from dataclasses import dataclass, field
from enum import StrEnum


class PrintedFor(StrEnum):
    """``leaves``: the paper leaves the house. ``file``: it goes into the office's own file."""

    LEAVES = "leaves"
    FILE = "file"


@dataclass(frozen=True)
class Printing:
    """``contact``: how to reach the person too. ``reason``: why more than may leave."""

    kind: PrintedFor = PrintedFor.LEAVES
    contact: bool = False
    reason: str = field(default="", repr=False)

    @property
    def inside(self) -> bool:
        """Notes, reasons among colleagues, names of staff, what nobody has decided yet."""
        return self.kind is PrintedFor.FILE


LEAVES = Printing()
