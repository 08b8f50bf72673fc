"""What the worker does after somebody filed or wrote: index the words, tell who must know."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import held_keys
from backend.audit.actions import WORKER, Happening, record
from backend.cases.actions.sharing import stop_asking_owner
from backend.cases.queries.cases import case_by_id, lock_case
from backend.cases.rules.case import KnownCase
from backend.cases.rules.severity import URGENT
from backend.database.queue import enqueue, enqueue_each
from backend.database.wire import together
from backend.grievances.actions.calling import call_about
from backend.grievances.actions.news import news_for_staff, tell_staff
from backend.grievances.queries import stories
from backend.grievances.queries.stories import texts_said
from backend.languages.search_terms import index_terms, reference_terms
from backend.notifications.actions.outbox import Waiting, put_into_outbox
from backend.notifications.queries import told_of
from backend.sealing.actions import index_words
from backend.sealing.keys import Keyring
from backend.sealing.queries import account_keys_for_organisation, keys_for_organisation
from backend.systems.queries.texts import system_texts

#: One of these says that an office knows of a new case.
TOLD = ("urgent_case", "new_case", "on_call_s4", "on_call_s5")


async def take_in(
    session: AsyncSession,
    keyring: Keyring,
    cases: Sequence[KnownCase],
    at: datetime,
    quiet: Collection[UUID] = (),
) -> None:
    """Index new cases' words and tell their offices; done twice, it changes nothing more.

    Whoever calls holds them. ``quiet``: those of which an office hears only where one is urgent.
    """
    told = await told_of(session, [case.id for case in cases], TOLD)
    async with together(session):
        await index_cases(session, keyring, cases)
        news: list[Waiting] = []
        for case in cases:
            urgent = case.severity in URGENT
            if case.id not in told and (urgent or case.id not in quiet):
                called = await call_about(session, case, at)
                template = "urgent_case" if urgent else "new_case"
                news += await news_for_staff(session, case, template, at, called)
        await put_into_outbox(session, news)
        about = [{"case_id": str(case.id)} for case in cases]
        await enqueue_each(session, "reports.note_facts", about)


async def take_in_act(
    session: AsyncSession, keyring: Keyring, act: tuple[UUID, str], at: datetime
) -> None:
    """After the complainant wrote or acted: index what is new, tell who works on it."""
    case = await _held(session, act[0])
    if case is None:
        return
    await index_cases(session, keyring, [case])
    if act[1] == "withdraw" and case.owner_id:
        await stop_asking_owner(session, case)
    await tell_staff(session, case, "complainant_wrote", at)
    await enqueue(session, "reports.note_facts", case_id=str(case.id))


async def index_again(session: AsyncSession, keyring: Keyring, case_id: UUID) -> None:
    """After the office wrote, so that its own words are found too."""
    case = await _held(session, case_id)
    if case:
        await index_cases(session, keyring, [case])


async def _held(session: AsyncSession, case_id: UUID) -> KnownCase | None:
    """Unless it is destroyed. Of two jobs the later would else index what the earlier read."""
    case = await lock_case(session, case_id)
    return None if case is None or case.destroyed_on else case


async def index_cases(session: AsyncSession, keyring: Keyring, cases: Sequence[KnownCase]) -> None:
    """Every word of stories and messages and the systems' names, as the offices' tokens."""
    offices = {
        office_id: await held_keys(session, keyring, office_id)
        for office_id in {case.handler_id for case in cases}
    }
    keys: dict[UUID, bytes] = {}
    for office_id, held in offices.items():
        ids = [case.id for case in cases if case.handler_id == office_id]
        keys |= await account_keys_for_organisation(session, ids, held)
    said = await texts_said(session, keys)
    systems = {case.system_id for case in cases if case.system_id}
    known = await system_texts(session, list(systems)) if systems else {}
    for case in cases:
        names = known[case.system_id].get("name", {}) if case.system_id else {}
        texts = [*said[case.id], *names.values()]
        terms = reference_terms(case.reference).union(*map(index_terms, texts))
        held = offices[case.handler_id]
        await index_words(session, case.id, (held.organisation_id, held.search), terms)


async def address_of_complainant(
    session: AsyncSession, keyring: Keyring, case_id: UUID, at: datetime
) -> str | None:
    """Open the contact to send; the opening is an event with the reason ``notification``."""
    case = await case_by_id(session, case_id)
    if case is None:
        return None
    held = await held_keys(session, keyring, case.handler_id)
    keys = await keys_for_organisation(session, case_id, held)
    if "contact" not in keys:
        return None
    opened = Happening(
        "contact.opened", WORKER, case_id, (case.handler_id,), at, {"reason": "notification"}
    )
    await record(session, opened)
    details = await stories.contact(session, case_id, keys["contact"])
    return details.email if details else None
