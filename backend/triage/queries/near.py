"""Where no case holds what was typed: its parts, or a word that is one slip away from it."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.grievances.queries.stories import texts_said
from backend.languages.burmese import as_unicode
from backend.languages.search_terms import Asked, asked, folded, parts_asked, signs_of
from backend.languages.slips import SHORTEST_RUN, around_a_slip, meant, meant_by_signs, nearly
from backend.sealing.keys import HeldKeys
from backend.sealing.queries import account_keys_for_organisation, cases_with, tokens_held
from backend.sealing.tokens import keyed_tokens

#: So many cases are looked at for each word, and so many of them opened to see whether they fit.
MOST_LIKELY = 500
MOST_OPENED = 30


async def cases_nearly_about(session: AsyncSession, held: HeldKeys, typed: str) -> set[UUID]:
    """Each word in itself, by its parts or with one slip in it; what is held as typed stays so."""
    wanted = asked(as_unicode(typed).text)
    found: set[UUID] | None = None
    for one in wanted:
        ids = await _with_any(session, held, one.ways)
        if len(ids) > MOST_LIKELY:
            continue
        # A word alone may be held by cases that the filters leave out.
        if not ids or len(wanted) == 1:
            ids |= await _near(session, held, one)
        found = ids if found is None else found & ids
    return found or set()


async def _with_any(
    session: AsyncSession, held: HeldKeys, ways: tuple[frozenset[str], ...]
) -> set[UUID]:
    ids: set[UUID] = set()
    for way in ways:
        tokens = keyed_tokens(way, held.search)
        ids.update(await cases_with(session, tokens, MOST_LIKELY + 1))
    return ids


async def _near(session: AsyncSession, held: HeldKeys, one: Asked) -> set[UUID]:
    if one.word:
        return await _with_one_of(session, held, meant(one.word))
    if not one.signs:
        return set()
    parts = parts_asked(one.signs, one.longest)
    by_parts = await _with_any(session, held, (parts,)) if parts else set()
    if by_parts or len(one.signs) >= SHORTEST_RUN:
        return by_parts or await _with_a_slip(session, held, one)
    return await _with_one_of(session, held, meant_by_signs(one.signs, one.longest))


async def _with_one_of(session: AsyncSession, held: HeldKeys, terms: set[str]) -> set[UUID]:
    """Of very many terms those that are held at all, and the cases that hold one of them."""
    tokens = await tokens_held(session, keyed_tokens(terms, held.search))
    return {i for token in tokens for i in await cases_with(session, [token], MOST_LIKELY)}


async def _with_a_slip(session: AsyncSession, held: HeldKeys, one: Asked) -> set[UUID]:
    """What stands before and behind a slip may stand anywhere: the opened text decides."""
    likely = await _with_any(session, held, tuple(around_a_slip(one.signs, one.longest)))
    fits = nearly(one.signs)
    fitting = set[UUID]()
    opened = await words_said(session, held, sorted(likely)[:MOST_OPENED])
    for case_id, words in opened.items():
        said = folded(words)
        signs = signs_of(said) if one.longest > len("ab") else [s for s in said if s.isalpha()]
        if fits.search("|".join(signs)):
            fitting.add(case_id)
    return fitting


async def words_said(
    session: AsyncSession,
    held: HeldKeys,
    case_ids: Collection[UUID],
    *,
    complainant_only: bool = False,
) -> dict[UUID, str]:
    """Story and messages of each case, opened; none where it is destroyed."""
    keys = await account_keys_for_organisation(session, case_ids, held)
    said = await texts_said(session, keys, complainant_only=complainant_only) if keys else {}
    return {case_id: "\n".join(texts) for case_id, texts in said.items()}
