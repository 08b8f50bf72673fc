"""Many who do the same at the same moment, and what became of each."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

from backend.app import Installation
from backend.database.addresses import Addresses
from backend.database.doors import engine_for
from backend.errors import Refusal

#: How many race: each needs a connection of its own, or they would wait in a queue instead.
RACERS = 16


@dataclass
class Ran:
    """``broken``: whoever got neither what they asked for nor a clear answer."""

    won: list[Any] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    broken: list[BaseException] = field(default_factory=list)


async def race(racers: Iterable[Awaitable[Any]]) -> Ran:
    ran = Ran()
    for result in await asyncio.gather(*racers, return_exceptions=True):
        if isinstance(result, Refusal):
            ran.refused.append(result)
        elif isinstance(result, BaseException):
            ran.broken.append(result)
        else:
            ran.won.append(result)
    return ran


class Line:
    """Where racers wait until the last has come; whoever stumbles before it holds up nobody."""

    def __init__(self, racers: int) -> None:
        self._barrier = asyncio.Barrier(max(1, racers))

    async def ready(self) -> None:
        with suppress(asyncio.BrokenBarrierError, TimeoutError):
            async with asyncio.timeout(5):
                await self._barrier.wait()


@asynccontextmanager
async def room_for_racers(
    installation: Installation, database: Addresses
) -> AsyncIterator[Installation]:
    """The same installation with a connection for each of them at each door."""
    engines = {
        door: engine_for(database.for_sqlalchemy(door), connections=RACERS + 2)
        for door in installation.engines
    }
    yield replace(installation, engines=engines)
    for engine in engines.values():
        await engine.dispose()
