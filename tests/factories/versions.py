"""Translations of a case: by an engine, by a person, in dispute, and as decisions rely on them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend import clock
from backend.accounts.actions.people import NewColleague
from backend.cases.actions.moves import locked
from backend.cases.actions.opening import OpenedCase
from backend.cases.rules.case import KnownCase
from backend.database.doors import transaction
from backend.grievances.actions.requesting import Wanted
from backend.grievances.actions.reviewing import Disputed, dispute_translation
from backend.grievances.actions.translating import (
    NewTranslation,
    keep_translation,
)
from backend.grievances.queries.following import followed
from backend.grievances.queries.opening import Opened
from backend.grievances.queries.texts import SourceText, texts_of
from backend.grievances.queries.translations import TranslationLine, in_force, translations
from backend.triage.actions import translating
from backend.triage.rules.typed import TextNamed, Version
from tests.factories.office import ACCOUNT_KEY, Desk

ENGINE = "libretranslate 1.6"


@asynccontextmanager
async def held(desk: Desk, case: OpenedCase) -> AsyncIterator[tuple[AsyncSession, KnownCase]]:
    """As the worker, with the case held."""
    async with transaction(desk.tools.engine) as session:
        yield session, await locked(session, case.id)


async def account(desk: Desk, case: OpenedCase) -> SourceText:
    async with held(desk, case) as (session, known):
        return (await texts_of(session, known, ACCOUNT_KEY))[0]


async def every(desk: Desk, case: OpenedCase) -> list[TranslationLine]:
    async with transaction(desk.tools.engine) as session:
        return await translations(session, case.id, ACCOUNT_KEY)


async def named(desk: Desk, case: OpenedCase, to: str = "th") -> TextNamed:
    text = await account(desk, case)
    return TextNamed(text.kind, text.of_id, to)


async def by_engine(desk: Desk, case: OpenedCase, text: str = "machine") -> UUID | None:
    of = await named(desk, case)
    wanted = Wanted(of.kind, of.of_id, "en", of.to_language)
    async with held(desk, case) as (session, known):
        new = NewTranslation(wanted, text, engine=ENGINE)
        return await keep_translation(session, known, ACCOUNT_KEY, new, clock.now())


async def by_person(
    desk: Desk, case: OpenedCase, member: NewColleague, text: str = "person"
) -> UUID:
    of = await named(desk, case)
    present = in_force(await every(desk, case), (of.kind, of.of_id), of.to_language)
    version = Version(of, text, present[0].id if present else None)
    await desk.do(translating.write, case, version, member=member)
    return version.id


async def say_wrong(desk: Desk, case: OpenedCase, line: UUID) -> None:
    engine = desk.installation.engines["public"]
    async with transaction(engine, case_id=case.id) as session:
        opened = Opened(case.id, b"", ACCOUNT_KEY)
        await dispute_translation(session, opened, Disputed(line, "No."), clock.now())


async def relied(desk: Desk, case: OpenedCase) -> list[UUID]:
    """As the complainant sees it."""
    engine = desk.installation.engines["public"]
    async with transaction(engine, case_id=case.id) as session:
        found = await followed(session, Opened(case.id, b"", ACCOUNT_KEY), clock.now())
        assert found
        return [line.id for line in found.relied]
