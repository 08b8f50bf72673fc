"""All sets of texts that somebody may write, and one of them."""

from collections.abc import Awaitable, Callable

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import OrganisationLine, organisation
from backend.errors import Absent
from backend.texts.queries import offices, owners
from backend.texts.rules import Kind, TextSet, Whose

Reader = Callable[[AsyncSession, Whose, OrganisationLine], Awaitable[list[TextSet]]]
READERS: dict[Kind, Reader] = {
    Kind.SYSTEM: owners.systems,
    Kind.UPDATE: owners.updates,
    Kind.REPORT: offices.reports,
    Kind.ORGANISATION: offices.own_words,
    Kind.REPLY: offices.replies,
}


async def sets_of(session: AsyncSession, whose: Whose) -> dict[Kind, list[TextSet]]:
    own = await _own(session, whose)
    return {kind: await READERS[kind](session, whose, own) for kind in whose.kinds()}


async def one_set(session: AsyncSession, whose: Whose, kind: Kind, key: str) -> TextSet:
    """``Absent`` for what is another's, of another role, or not there."""
    if kind not in whose.kinds():
        raise Absent
    found = await READERS[kind](session, whose, await _own(session, whose))
    for each in found:
        if each.key == key:
            return each
    raise Absent


async def _own(session: AsyncSession, whose: Whose) -> OrganisationLine:
    own = await organisation(session, whose.organisation_id, whose.locale)
    if own is None:
        raise Absent
    return own
