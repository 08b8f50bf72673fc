"""What the office does about translations: ask for one, take it up, write it, look at it again."""

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.actions.moves import locked
from backend.errors import Absent, Fault, Forbidden, Unacceptable
from backend.grievances.actions.requesting import Wanted, ask_for_translation, take_up
from backend.grievances.actions.reviewing import find_right
from backend.grievances.actions.translating import (
    NewTranslation,
    TranslatedMeanwhile,
    keep_translation,
)
from backend.grievances.queries.texts import SourceText
from backend.grievances.queries.translation_requests import languages_needed
from backend.grievances.queries.translations import in_force, translations
from backend.grievances.rules.translations import Maker
from backend.triage.queries.translated import source_texts
from backend.triage.queries.work import Work
from backend.triage.rules.typed import TextNamed, Version


async def ask(session: AsyncSession, work: Work, named: TextNamed) -> None:
    """It waits for whoever reads both languages."""
    await locked(session, work.case.id)
    wanted = await _wanted(session, work, named)
    await ask_for_translation(session, work.case, wanted, (Maker.PERSON, work.person.id), work.at)


async def take(session: AsyncSession, work: Work, named: TextNamed) -> None:
    """Begin to write; where nobody asked for it, it is asked for now."""
    case = await locked(session, work.case.id)
    wanted = await _wanted(session, work, named)
    _refuse_unread(work, wanted)
    by = (Maker.PERSON, work.person.id)
    request_id = await ask_for_translation(session, case, wanted, by, work.at)
    await take_up(session, case, request_id, (work.person.id, work.at))


async def write(session: AsyncSession, work: Work, typed: Version) -> None:
    case = await locked(session, work.case.id)
    wanted = await _wanted(session, work, typed.of)
    _refuse_unread(work, wanted)
    new = NewTranslation(wanted, typed.text, work.person.id, over=typed.over, id=typed.id)
    await keep_translation(session, case, work.key("account"), new, work.at)


async def confirm(session: AsyncSession, work: Work, typed: Version) -> None:
    """Found right by somebody else than whoever made it. ``over`` is what they looked at."""
    case = await locked(session, work.case.id)
    wanted = await _wanted(session, work, typed.of)
    _refuse_unread(work, wanted)
    lines = await translations(session, case.id, work.key("account"))
    present = in_force(lines, (wanted.kind, wanted.of_id), wanted.to_language)
    if not present or present[0].id != typed.over:
        raise TranslatedMeanwhile
    await find_right(session, case, present[0], work.person.id, work.at)


async def source_named(session: AsyncSession, work: Work, named: TextNamed) -> SourceText:
    """``Absent`` where the case has no such text."""
    key = (named.kind, named.of_id)
    found = [text for text in await source_texts(session, work) if text.key == key]
    if not found:
        raise Absent
    return found[0]


async def _wanted(session: AsyncSession, work: Work, named: TextNamed) -> Wanted:
    source = await source_named(session, work, named)
    if named.to_language == source.language:
        raise Unacceptable(Fault("to_language", "not_a_choice"))
    return Wanted(named.kind, named.of_id, source.language, named.to_language)


def reads_both(work: Work, *tags: str) -> bool:
    """Only whoever does translates, or says that a translation is right."""
    return languages_needed(*tags) <= work.person.reads


def _refuse_unread(work: Work, wanted: Wanted) -> None:
    if not reads_both(work, wanted.from_language, wanted.to_language):
        raise Forbidden
