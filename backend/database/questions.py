"""Parts of a page that ask beside each other: what they ask in one turn goes in one journey.

Each part is written as if it were alone, and none runs while another does: a part runs until it
asks, then the next one. When all have asked, or ended, their questions are sent.
"""

from collections.abc import Coroutine, Generator, Sequence
from functools import partial
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from backend.database.asked import only_reads
from backend.database.pipelines import Rows, Sent
from backend.database.wire import IN_TURN, Journey, deliver

Answer = TypeVar("Answer")


class Part(Generic[Answer]):
    """One part; behind the block its answer is there."""

    answer: Answer

    def __init__(self, part: Coroutine[Any, Any, Answer]) -> None:
        self._part = part
        self.answers: list[Rows] | None = None
        self.sent: Sequence[Sent] = ()

    def run(self) -> Generator[Any, Any, None]:
        """Until it asks or ends. What else it waits for, it waits for alone."""
        step, self.sent = partial(self._part.send, self.answers), ()
        while True:
            try:
                wanted = step()
            except StopIteration as end:
                self.answer = end.value
                return
            if isinstance(wanted, Journey):
                self.sent = wanted.all_sent
                return
            try:
                step = partial(self._part.send, (yield wanted))
            except BaseException as error:  # noqa: BLE001  it is the part's to catch
                step = partial(self._part.throw, error)

    def close(self) -> None:
        self._part.close()


class Questions:
    """``async with Questions(session) as ask``: each ``ask(…)`` takes a part; they run at the end.

    For reading. What a transaction is told may come first, and nothing else than questions after.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._parts: list[Part[Any]] = []

    async def __aenter__(self) -> Self:
        return self

    def __call__(self, part: Coroutine[Any, Any, Answer]) -> Part[Answer]:
        self._parts.append(begun := Part(part))
        return begun

    async def __aexit__(
        self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                await self._answer_all()
        finally:
            for part in self._parts:
                part.close()

    async def _answer_all(self) -> None:
        info = self._session.info
        within, running = info.get(IN_TURN, False), self._parts
        while running:
            info[IN_TURN] = True
            try:
                running = await _Turn(running)
            finally:
                info[IN_TURN] = within
            await _answer(self._session, running)


async def _answer(session: AsyncSession, running: list[Part[Any]]) -> None:
    """Those that asked, with the rows of all that they asked."""
    all_sent = [sent for part in running for sent in part.sent]
    if not all(only_reads(sent.text) for sent in all_sent[1:]):
        raise TypeError("parts that ask beside each other only read")
    rows = iter(await deliver(session, all_sent) if all_sent else [])
    for part in running:
        part.answers = [next(rows) for _ in part.sent]


class _Turn:
    """Each of them runs until it asks; those that did are left."""

    def __init__(self, running: list[Part[Any]]) -> None:
        self._running = running

    def __await__(self) -> Generator[Any, Any, list[Part[Any]]]:
        for part in self._running:
            yield from part.run()
        return [part for part in self._running if part.sent]
