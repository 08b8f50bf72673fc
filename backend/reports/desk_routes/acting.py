"""Which button of a report's page does what."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.errors import Absent, Fault, Unacceptable
from backend.reports.actions import publishing, writing
from backend.reports.actions.holding import Publisher
from backend.reports.forms import texts_from
from backend.reports.queries.publications import draft
from backend.web.forms import Form

#: Each gives the address to go on to.
Act = Callable[[AsyncSession, Publisher, UUID, datetime], Awaitable[str]]
LIST = "/desk/reports"


def address_of(publication_id: UUID) -> str:
    return f"{LIST}/{publication_id}"


async def _stay(session: AsyncSession, by: Publisher, publication_id: UUID, at: datetime) -> str:
    del session, by, at
    return f"{address_of(publication_id)}?saved=1"


async def _propose(session: AsyncSession, by: Publisher, publication_id: UUID, at: datetime) -> str:
    await publishing.propose(session, by, publication_id, at)
    return address_of(publication_id)


async def _return(session: AsyncSession, by: Publisher, publication_id: UUID, at: datetime) -> str:
    await publishing.return_to_draft(session, by, publication_id, at)
    return address_of(publication_id)


async def _publish(session: AsyncSession, by: Publisher, publication_id: UUID, at: datetime) -> str:
    await publishing.publish(session, by, publication_id, at)
    return address_of(publication_id)


async def _discard(session: AsyncSession, by: Publisher, publication_id: UUID, at: datetime) -> str:
    await publishing.discard(session, by, publication_id, at)
    return LIST


async def _count(session: AsyncSession, by: Publisher, publication_id: UUID, at: datetime) -> str:
    await publishing.count_again(session, by, publication_id, at)
    await publishing.compose_later(session, publication_id)
    return address_of(publication_id)


async def _correct(session: AsyncSession, by: Publisher, publication_id: UUID, at: datetime) -> str:
    old = await draft(session, publication_id, by.office_id)
    if old is None:
        raise Absent
    new = await publishing.request_draft(session, by, old.edition.period, at, lag_days=0)
    await publishing.compose_later(session, new)
    return address_of(new)


ACTS: dict[str, Act] = {
    "save": _stay,
    "propose": _propose,
    "return": _return,
    "publish": _publish,
    "discard": _discard,
    "count": _count,
    "correct": _correct,
}
#: Their form may hold the texts, which are kept whatever becomes of the rest.
WITH_TEXTS = {"save", "propose", "count"}


async def carry_out(
    session: AsyncSession, by: Publisher, publication_id: UUID, form: Form, at: datetime
) -> str:
    """What the pressed button says. A refusal takes back the act, never texts already kept."""
    act = ACTS.get(form.text("act"))
    if act is None:
        raise Unacceptable(Fault("act", "not_a_choice"))
    texts = texts_from(form) if form.text("act") in WITH_TEXTS else {}
    if texts:
        typed = texts, form.text("mark")
        async with session.begin_nested():
            await writing.write_texts(session, by, publication_id, typed, at)
    async with session.begin_nested():
        return await act(session, by, publication_id, at)
