"""Something outside that is down: nobody there, silence, or a refusal in the first line."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from tests.factories.ports import free_port


@dataclass
class Outage:
    """``says``: to whoever comes, before anything is asked; nothing is silence.

    ``holding``: how many wait for an answer at this moment.
    """

    says: bytes = b""
    port: int = field(default_factory=free_port)
    holding: int = 0
    came: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def holds(self, so_many: int = 1) -> None:
        """Until so many more have come."""
        async with asyncio.timeout(60):
            for _ in range(so_many):
                await self.came.acquire()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del reader
        self.holding += 1
        self.came.release()
        with contextlib.suppress(OSError):
            writer.write(self.says)
            await writer.drain()
            if not self.says:
                await self.over.wait()
        self.holding -= 1
        writer.close()


@contextlib.asynccontextmanager
async def an_outage(outage: Outage) -> AsyncIterator[Outage]:
    """Whoever waits is held until ``over``, and after it sent away at once."""
    server = await asyncio.start_server(outage.answer, "127.0.0.1", outage.port)
    try:
        yield outage
    finally:
        outage.over.set()
        server.close()
