"""What the worker does after somebody filed or wrote: index the words, tell who must know."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import Colleague, colleagues, held_keys
from backend.accounts.rules import WORKING_ON_CASES, Role
from backend.audit.actions import WORKER, Happening, record
from backend.cases.actions.sharing import stop_asking_owner
from backend.cases.queries.cases import case_by_id, lock_case
from backend.cases.rules.case import KnownCase
from backend.cases.rules.severity import URGENT
from backend.database.queue import enqueue
from backend.database.wire import together
from backend.grievances.actions.calling import call_about
from backend.grievances.queries import stories
from backend.languages.search_terms import index_terms, reference_terms
from backend.notifications.actions.outbox import Waiting, put_into_outbox
from backend.notifications.queries import is_told_of
from backend.sealing.actions import index_words
from backend.sealing.keys import HeldKeys, Keyring
from backend.sealing.queries import keys_for_organisation
from backend.systems.queries.texts import system_texts

#: One of these says that an office knows of a new case.
TOLD = ("urgent_case", "new_case", "on_call_s4", "on_call_s5")


async def take_in(
    session: AsyncSession, keyring: Keyring, case_id: UUID, at: datetime, *, quiet: bool = False
) -> None:
    """Index a new case's words and tell its office; done twice, it changes nothing more.

    ``quiet``: only where it is urgent.
    """
    case = await _held(session, case_id)
    if case is None:
        return
    urgent = case.severity in URGENT
    heard = quiet and not urgent
    async with together(session):
        await index_case(session, case, await held_keys(session, keyring, case.handler_id))
        if not heard and not await is_told_of(session, case_id, TOLD):
            called = await call_about(session, case, at)
            await tell_staff(session, case, "urgent_case" if urgent else "new_case", at, called)
        await enqueue(session, "reports.note_facts", case_id=str(case_id))


async def take_in_act(
    session: AsyncSession, keyring: Keyring, act: tuple[UUID, str], at: datetime
) -> None:
    """After the complainant wrote or acted: index what is new, tell who works on it."""
    case = await _held(session, act[0])
    if case is None:
        return
    await index_case(session, case, await held_keys(session, keyring, case.handler_id))
    if act[1] == "withdraw" and case.owner_id:
        await stop_asking_owner(session, case)
    await tell_staff(session, case, "complainant_wrote", at)
    await enqueue(session, "reports.note_facts", case_id=str(case.id))


async def index_again(session: AsyncSession, keyring: Keyring, case_id: UUID) -> None:
    """After the office wrote, so that its own words are found too."""
    case = await _held(session, case_id)
    if case:
        await index_case(session, case, await held_keys(session, keyring, case.handler_id))


async def _held(session: AsyncSession, case_id: UUID) -> KnownCase | None:
    """Unless it is destroyed. Of two jobs the later would else index what the earlier read."""
    case = await lock_case(session, case_id)
    return None if case is None or case.destroyed_on else case


async def index_case(session: AsyncSession, case: KnownCase, held: HeldKeys) -> None:
    """Every word of story and messages and the system's names, as the organisation's tokens."""
    keys = await keys_for_organisation(session, case.id, held)
    story = await stories.story(session, case.id, keys["account"])
    said = [m.text for m in await stories.messages(session, case.id, keys["account"])]
    if story:
        said += [story.account, story.wanted or "", story.system_text or ""]
    if case.system_id:
        texts = await system_texts(session, [case.system_id])
        said += texts[case.system_id].get("name", {}).values()
    terms = reference_terms(case.reference).union(*map(index_terms, said))
    await index_words(session, case.id, (held.organisation_id, held.search), terms)


async def tell_staff(
    session: AsyncSession,
    case: KnownCase,
    template: str,
    at: datetime,
    called: Collection[UUID] = (),
) -> None:
    """The assignee; without one, or where it is urgent, everybody who works on cases there.

    ``called``: who has just heard of it otherwise.
    """
    staff = [m for m in await colleagues(session, case.handler_id) if m.id not in called]
    news = [
        Waiting(
            about=case.id,
            parties=(case.handler_id,),
            template=template,
            locale=member.locale,
            at=at,
            reference=case.reference,
            staff_id=member.id,
        )
        for member in _concerned(staff, case, template)
    ]
    await put_into_outbox(session, news)


def _concerned(staff: list[Colleague], case: KnownCase, template: str) -> list[Colleague]:
    working = [m for m in staff if m.role in WORKING_ON_CASES and m.joined]
    if template == "late":
        return [m for m in working if m.role is Role.SUPERVISOR or m.id == case.assignee_id]
    assigned = [m for m in working if m.id == case.assignee_id]
    return assigned if assigned and template != "urgent_case" else working


async def tell_complainant(
    session: AsyncSession, case_id: UUID, template: str, at: datetime
) -> None:
    """Put a message into the outbox where the complainant left an e-mail address."""
    case = await case_by_id(session, case_id)
    if case is None or case.contact_way != "email":
        return
    message = Waiting(
        about=case.id,
        parties=(case.handler_id,),
        template=template,
        locale=case.interface_language,
        at=at,
        reference=case.reference,
    )
    await put_into_outbox(session, [message])


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
