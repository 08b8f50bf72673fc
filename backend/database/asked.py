"""Answers to queries, kept within a transaction until it writes, locks or is told something.

A page is put together by parts that know nothing of each other, and several of them ask the same.
"""

import re
from collections.abc import Callable, Coroutine, Hashable, Mapping, Sequence
from functools import lru_cache, wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
Query = Callable[Concatenate[AsyncSession, Asked], Coroutine[Any, Any, Answer]]
Key = TypeVar("Key", bound=Hashable)

KEPT = "asked"
_LOCKS = re.compile(r"\bFOR (NO KEY UPDATE|UPDATE|KEY SHARE|SHARE)\b")
_WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|MERGE)\b")
_FROM = re.compile(r"\bFROM\b")
#: So begins what a transaction is told; see doors.py.
TELLS = "SELECT set_config('suara."
#: Queries whose answer does not depend on it.
_for_everybody: set[Callable[..., Any]] = set()


@lru_cache(maxsize=1_000)
def only_reads(statement: str) -> bool:
    """Without FROM it calls a function, which may write; with a lock it may wait for others."""
    return (
        statement.lstrip().startswith(("SELECT", "WITH"))
        and _FROM.search(statement) is not None
        and not any(each.search(statement) for each in (_LOCKS, _WRITES))
    )


def forget_when_written(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def forget(
        connection: Connection, _cursor: Any, statement: str, *_rest: Any, **_more: Any
    ) -> None:
        kept = connection.info.get(KEPT)
        if kept and not only_reads(statement):
            tells = statement.startswith(TELLS)
            for about in [each for each in kept if not (tells and each[0] in _for_everybody)]:
                del kept[about]


def for_everybody(query: Query[Asked, Answer]) -> Query[Asked, Answer]:
    """Beneath ``asked_once``: what the transaction is told changes nothing of the answer."""
    _for_everybody.add(query)
    return query


def _is_clean(session: AsyncSession) -> bool:
    """Nothing of its objects waits to be written; its sets would be made to be looked at."""
    return session.sync_session._is_clean()  # noqa: SLF001  as its own flush asks


def asked_once(query: Query[Asked, Answer]) -> Query[Asked, Answer]:
    """For queries whose arguments are hashable and whose answer nobody changes."""

    @wraps(query)
    async def asked(session: AsyncSession, /, *args: Asked.args, **named: Asked.kwargs) -> Answer:
        if not _is_clean(session):
            return await query(session, *args, **named)
        kept = session.info.setdefault(KEPT, {})
        about: Hashable = (query, args, tuple(sorted(named.items())))
        if about not in kept:
            kept[about] = await query(session, *args, **named)
        answer: Answer = kept[about]
        return answer

    return asked


class AskedOfEach(Generic[Key, Answer]):
    """A query of many, which most ask of one; kept as by ``asked_once``.

    Whoever goes through many asks ``of_each`` before, and then each is known.
    """

    def __init__(
        self,
        query: Callable[[AsyncSession, Sequence[Key]], Coroutine[Any, Any, Mapping[Key, Answer]]],
    ) -> None:
        """``query`` answers for every key."""
        self._query = query

    async def __call__(self, session: AsyncSession, key: Key) -> Answer:
        return (await self.of_each(session, [key]))[key]

    async def of_each(self, session: AsyncSession, keys: Sequence[Key]) -> Mapping[Key, Answer]:
        if not _is_clean(session):
            return await self._query(session, keys)
        kept = session.info.setdefault(KEPT, {})
        unknown = [key for key in keys if (self, key) not in kept]
        if unknown:
            found = await self._query(session, unknown)
            kept |= {(self, key): found[key] for key in unknown}
        return {key: kept[self, key] for key in keys}
