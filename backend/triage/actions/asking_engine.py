"""A caseworker asks for a machine's translation of one text of a case."""

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.actions.choosing_engine import chosen_engine
from backend.cases.actions.moves import locked
from backend.errors import Fault, Forbidden, Unacceptable
from backend.grievances.actions.asking_engine import ask_engine
from backend.grievances.actions.requesting import Wanted
from backend.grievances.rules.translations import WITH_THE_OWNER
from backend.triage.actions.translating import source_named
from backend.triage.queries.work import Work
from backend.triage.rules.typed import TextNamed


async def ask_for_machine(session: AsyncSession, work: Work, named: TextNamed) -> None:
    """``Forbidden`` where the office has not switched it on; the worker looks again."""
    case = await locked(session, work.case.id)
    chosen = await chosen_engine(session, case.handler_id)
    if chosen is None or not chosen.active:
        raise Forbidden
    source = await source_named(session, work, named)
    if named.to_language == source.language:
        raise Unacceptable(Fault("to_language", "not_a_choice"))
    if source.kind in WITH_THE_OWNER:
        raise Unacceptable(Fault("text", "not_a_choice"))
    wanted = Wanted(named.kind, named.of_id, source.language, named.to_language)
    await ask_engine(session, case, wanted, work.person.id, work.at)
