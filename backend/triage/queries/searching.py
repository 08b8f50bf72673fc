"""Finding cases by words that lie sealed, through keyed tokens."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.languages.burmese import as_unicode
from backend.languages.search_terms import ways_to_find
from backend.sealing.keys import HeldKeys
from backend.sealing.queries import cases_with
from backend.sealing.tokens import keyed_tokens

#: Words that more cases hold are held against each case, in the order of the queue.
MOST_LISTED = 2000


@dataclass(frozen=True)
class Found:
    """``holding``: sets of tokens, in place of ids where very many cases hold all of one set."""

    ids: tuple[UUID, ...] = ()
    holding: tuple[tuple[int, ...], ...] = ()


async def cases_about(session: AsyncSession, held: HeldKeys, typed: str) -> Found:
    """Cases that hold every word; none where no word was typed."""
    asked = ways_to_find(as_unicode(typed).text)
    ways = [tuple(keyed_tokens(way, held.search)) for way in asked]
    ids: set[UUID] = set()
    for way in ways:
        ids.update(await cases_with(session, list(way), MOST_LISTED + 1))
    return Found(holding=tuple(ways)) if len(ids) > MOST_LISTED else Found(tuple(sorted(ids)))
