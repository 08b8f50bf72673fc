"""Telling the people whose cases a model update answers, each once and in their language."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.audit.actions import WORKER, Happening, record
from backend.cases.queries.cases import lock_case
from backend.cases.rules.case import KnownCase
from backend.database.doors import transaction
from backend.grievances.actions.telling import Tidings, tell_in_words
from backend.languages.formats import format_date
from backend.languages.locales import offered
from backend.languages.messages import render
from backend.remedies.models import UpdateAnswersCase
from backend.remedies.queries.answered import links_of_update, still_untold
from backend.remedies.rules import TOLD
from backend.sealing.keys import Keyring
from backend.sealing.tools import Tools
from backend.systems.queries.listing import system_lines
from backend.systems.queries.updates import updates_by_id


async def tell_complainants(tools: Tools, update_id: UUID, at: datetime) -> None:
    """A transaction for each person: done twice, or broken off, nobody is told twice."""
    async with transaction(tools.engine) as session:
        links = await links_of_update(session, update_id)
    for link in links:
        if link.told_at is None:
            async with transaction(tools.engine) as session:
                await tell_one(session, tools.keyring, (link.case_id, update_id), at)


async def tell_one(
    session: AsyncSession, keyring: Keyring, link: tuple[UUID, UUID], at: datetime
) -> None:
    """``link`` is the case and the update."""
    # The case first, as whoever takes it back from its owner does.
    case = await lock_case(session, link[0])
    if case is None or not await still_untold(session, *link):
        return
    tidings = await _tidings(session, case, link[1])
    if tidings is None:
        return
    if not await tell_in_words(session, keyring, case.id, tidings, at):
        return
    await session.exec(
        update(UpdateAnswersCase)
        .where(col(UpdateAnswersCase.case_id) == link[0])
        .where(col(UpdateAnswersCase.model_update_id) == link[1])
        .values(told_at=at)
    )
    facts = {"update": str(link[1])}
    await record(
        session, Happening("case.update_told", WORKER, case.id, (case.handler_id,), at, facts)
    )


async def _tidings(session: AsyncSession, case: KnownCase, update_id: UUID) -> Tidings | None:
    """In the language of the complaint or of the pages that the person read, else in English.

    Only in a language that we offer: the sentence around the owner's words must be in it too.
    """
    ours = {locale.tag for locale in offered()}
    wanted = [tag for tag in (case.language, case.interface_language) if tag in ours]
    found = (await updates_by_id(session, [update_id], *wanted, "en")).get(update_id)
    if found is None:
        return None
    locale = found.what_changed.language if found.what_changed.language in ours else "en"
    systems = await system_lines(session, [found.system_id], locale)
    text = render(
        TOLD, locale, system=systems[found.system_id].name.text, version=found.version,
        day=format_date(found.live_from, locale), what_changed=found.what_changed.text,
        why=found.why.text,
    )  # fmt: skip
    return Tidings("model_update", locale, text)
