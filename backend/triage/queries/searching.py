"""Finding cases by words that lie sealed: keyed tokens first, then the opened text."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.grievances.queries import stories
from backend.languages.normalisation import for_search
from backend.languages.words import LONGEST_PREFIX, query_terms, words_of
from backend.sealing.keys import HeldKeys
from backend.sealing.queries import cases_with, keys_for_organisation
from backend.sealing.tokens import keyed_tokens

#: Longer words are looked up by their beginning; so many cases are opened to check the rest.
MOST_OPENED = 200


async def cases_about(session: AsyncSession, held: HeldKeys, typed: str) -> list[UUID]:
    """Cases that hold every word; none where no word was typed."""
    terms = query_terms(typed)
    if not terms:
        return []
    found = await cases_with(session, keyed_tokens(terms, held.search))
    long = [word for word in words_of(typed) if len(word) > LONGEST_PREFIX]
    if not long:
        return found
    return [i for i in found[:MOST_OPENED] if await _says(session, i, held, long)]


async def _says(session: AsyncSession, case_id: UUID, held: HeldKeys, words: list[str]) -> bool:
    keys = await keys_for_organisation(session, case_id, held)
    if "account" not in keys:
        return False
    key = keys["account"]
    story = await stories.story(session, case_id, key)
    texts = [m.text for m in await stories.messages(session, case_id, key)]
    if story:
        texts += [story.account, story.wanted or "", story.system_text or ""]
    # Spaces within telephone numbers are no part of the word that was looked up.
    said = for_search("\n".join(texts))
    close = "".join(sign for sign in said if sign.isalnum())
    return all(word in said or word in close for word in words)
