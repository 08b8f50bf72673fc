"""Statements that go to the database in one journey, and their answers that come back in one."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg
from psycopg import AsyncConnection, AsyncCursor, AsyncPipeline
from psycopg.errors import InFailedSqlTransaction, PipelineAborted
from psycopg.pq import TransactionStatus

Rows = list[tuple[Any, ...]]
#: Refused for no reason of their own.
ONLY_BEHIND = (InFailedSqlTransaction, PipelineAborted)


class Sent(NamedTuple):
    """A statement as it is sent; ``answers``: with rows."""

    text: str
    values: Mapping[str, Any] | tuple[Any, ...]
    answers: bool = False


class Cursors:
    """Kept as long as their connection: to make one takes as long as to use it."""

    def __init__(self, driver: AsyncConnection[Any]) -> None:
        self.driver = driver
        self._made: list[AsyncCursor[Any]] = []

    def some(self, number: int) -> list[AsyncCursor[Any]]:
        while len(self._made) < number:
            self._made.append(self.driver.cursor())
        return self._made[:number]

    def begin(self) -> bool:
        """Whether what is sent next begins a transaction, for which the driver sends a word too."""
        return self.driver.pgconn.transaction_status == TransactionStatus.IDLE

    def forget(self) -> None:
        self._made = []


async def send_at_once(cursors: Cursors, all_sent: Sequence[Sent]) -> list[Rows]:
    """In their order; the rows of each. Where one is refused, those after it were not done."""
    pairs = list(zip(cursors.some(len(all_sent)), all_sent, strict=True))
    try:
        async with cursors.driver.pipeline() as pipeline:
            with _at_once(pipeline):
                for cursor, sent in pairs:
                    await cursor.execute(sent.text, sent.values)
    except ONLY_BEHIND as error:
        cursors.forget()
        raise first_refusal(error) from None
    except BaseException:
        # They still expect answers of a pipeline that has failed.
        cursors.forget()
        raise
    return [await cursor.fetchall() if sent.answers else [] for cursor, sent in pairs]


def first_refusal(error: BaseException) -> BaseException:
    """What a refusal did to the statements behind it may be all that the driver raises.

    It does where their answers come in by another reading of the network.
    """
    while isinstance(error, ONLY_BEHIND) and isinstance(error.__context__, psycopg.Error):
        error = error.__context__
    return error


@contextmanager
def _at_once(pipeline: AsyncPipeline) -> Iterator[None]:
    """What is executed meanwhile is sent at the end: a pipeline would turn to the network for each.

    Would psycopg name its own step otherwise, each were sent by itself again.
    """
    pipeline._communicate_gen = _nothing  # type: ignore[method-assign]  # noqa: SLF001  see above
    try:
        yield
    finally:
        del pipeline._communicate_gen  # noqa: SLF001  its own shows again
    while pipeline.command_queue:
        pipeline.command_queue.popleft()()


def _nothing() -> Generator[Any, Any, None]:
    yield from ()
