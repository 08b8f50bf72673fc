"""Finding cases by words that lie sealed: from what is typed to keyed tokens."""

from backend.languages.burmese import as_unicode
from backend.languages.search_terms import ways_to_find
from backend.sealing.tokens import keyed_tokens


def ways_in_tokens(typed: str, search_key: bytes) -> tuple[tuple[int, ...], ...]:
    """Sets of tokens, each of which finds what was typed; none where no word was typed."""
    ways = ways_to_find(as_unicode(typed).text)
    return tuple(tuple(keyed_tokens(way, search_key)) for way in ways)
