"""What a translation engine is to us, how patient we are with it, and how it fails."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol


@dataclass(frozen=True)
class Pair:
    """Two of our tags: from, into."""

    source: str
    target: str

    def turned(self) -> "Pair":
        return Pair(self.target, self.source)


@dataclass(frozen=True)
class Patience:
    """Seconds, and how often. ``total`` holds for one request whatever trickles in.

    After ``failures`` requests in a row that failed nobody asks for ``rest``; then one tries.
    """

    connect: float = 5.0
    read: float = 30.0
    total: float = 60.0
    attempts: int = 3
    first_wait: float = 0.5
    longest_wait: float = 10.0
    failures: int = 5
    rest: float = 60.0


@dataclass(frozen=True)
class Access:
    """Where an engine answers. The key is part of no ``repr``."""

    url: str
    key: str | None = field(default=None, repr=False)
    patience: Patience = Patience()


class Engine(Protocol):
    """``name`` is what readers see beside a translation."""

    name: ClassVar[str]

    async def pairs(self) -> frozenset[Pair]:
        """What it translates, of our languages."""

    async def detect(self, text: str) -> list[tuple[str, float]]:
        """Our tags with their shares, best first; perhaps none."""

    async def translate(self, texts: Sequence[str], pair: Pair) -> list[str]:
        """One answer for each text, in their order, unchecked: hostile until it is looked at."""


class EngineFault(Exception):
    """Without words of the engine: they may quote what somebody typed."""

    #: What is kept of it with the request.
    kept_as: ClassVar[str] = "engine_fault"
    #: Whether a later attempt may succeed.
    passing: ClassVar[bool] = False


class EngineAway(EngineFault):
    """No answer, not in time, or one that says that it cannot now."""

    kept_as = "engine_away"
    passing = True


class EngineBusy(EngineAway):
    """It asked us to slow down; ``wait`` in seconds where it said how long."""

    kept_as = "engine_busy"

    def __init__(self, wait: float | None) -> None:
        super().__init__()
        self.wait = wait


class EngineRests(EngineAway):
    """It failed too often in a row: nobody asks it for a while."""

    kept_as = "engine_rests"


class EngineRefused(EngineFault):
    """It understood and does not want to: a wrong key, a text too long. Asking again is useless."""

    kept_as = "engine_refused"


class EngineNonsense(EngineFault):
    """What came is no answer: a redirect, no JSON, too many bytes, another number of texts."""

    kept_as = "engine_nonsense"


class PairNotOffered(EngineFault):
    kept_as = "pair_not_offered"
