"""Telling a complainant something in words of the portal, beside the news that it waits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import held_keys
from backend.cases.queries.cases import lock_case
from backend.grievances.actions.news import tell_complainant
from backend.grievances.actions.writing import NewMessage, write_message
from backend.sealing.keys import Keyring
from backend.sealing.queries import keys_for_organisation


@dataclass(frozen=True)
class Tidings:
    """``template`` is the mail that says that something waits; it says nothing of ``text``."""

    template: str
    language: str
    text: str


async def tell_in_words(
    session: AsyncSession, keyring: Keyring, case_id: UUID, tidings: Tidings, at: datetime
) -> bool:
    """A message of the case from the portal itself; false where the case is destroyed."""
    case = await lock_case(session, case_id)
    if case is None or case.destroyed_on:
        return False
    held = await held_keys(session, keyring, case.handler_id)
    keys = await keys_for_organisation(session, case_id, held)
    if "account" not in keys:
        return False
    message = NewMessage(case_id, (case.handler_id,), "system", tidings.language, tidings.text, at)
    await write_message(session, keys["account"], message)
    await tell_complainant(session, case_id, tidings.template, at)
    return True
