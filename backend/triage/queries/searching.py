"""Finding cases by words that lie sealed, through keyed tokens."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.languages.burmese import as_unicode
from backend.languages.search_terms import ways_to_find
from backend.sealing.keys import HeldKeys
from backend.sealing.queries import cases_with
from backend.sealing.tokens import keyed_tokens
from backend.triage.queries.near import cases_nearly_about

#: Words that more cases hold are held against each case, in the order of the queue.
MOST_LISTED = 2000


@dataclass(frozen=True)
class Found:
    """``holding``: sets of tokens, in place of ids where very many cases hold all of one set."""

    ids: tuple[UUID, ...] = ()
    holding: tuple[tuple[int, ...], ...] = ()
    #: Nothing holds the very words; these cases hold words that are one slip away.
    nearly: bool = False


async def cases_about(session: AsyncSession, held: HeldKeys, typed: str) -> Found:
    """Cases that hold every word; none where no word was typed."""
    words = as_unicode(typed).text
    ways = [tuple(keyed_tokens(way, held.search)) for way in ways_to_find(words)]
    ids: set[UUID] = set()
    for way in ways:
        ids.update(await cases_with(session, list(way), MOST_LISTED + 1))
    if len(ids) > MOST_LISTED:
        return Found(holding=tuple(ways))
    if ids or not ways:
        return Found(_sorted(ids))
    near = await cases_nearly_about(session, held, words)
    return Found(_sorted(near), nearly=bool(near))


def _sorted(ids: Iterable[UUID]) -> tuple[UUID, ...]:
    return tuple(sorted(ids))
