"""Opening what was said: the story, messages, files and contact of one case."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.asked import asked_once
from backend.database.lines import is_one_of, of_case_in, read, read_one, shown
from backend.database.of_case import of_case
from backend.grievances.models import CaseFile, Contact, Grievance, Message
from backend.grievances.queries.drafts import FileLine
from backend.sealing.fields import Place, unseal, unseal_if_any


@dataclass(frozen=True)
class Story:
    """The words as they were told; the originals of those that came in Zawgyi."""

    id: UUID
    account: str
    original: str | None
    wanted: str | None
    system_text: str | None
    happened: str | None
    wanted_original: str | None = None
    system_original: str | None = None

    def converted(self) -> bool:
        """Whether anything was read from Zawgyi."""
        return any((self.original, self.wanted_original, self.system_original))


@dataclass(frozen=True)
class MessageLine:
    id: UUID
    sender: str
    staff_id: UUID | None
    language: str
    text: str
    at: datetime
    original: str | None = None


@dataclass(frozen=True)
class ContactDetails:
    name: str | None
    email: str | None
    phone: str | None


_STORY = shown(
    Grievance, "id", "sealed_account", "sealed_original", "sealed_wanted", "sealed_system_text",
    "sealed_happened", "sealed_wanted_original", "sealed_system_original",
).where(col(Grievance.case_id) == bindparam("case_id"))  # fmt: skip
_MESSAGES = (
    shown(Message, "id", "sender", "staff_id", "language", "sealed_text", "at", "sealed_original")
    .where(col(Message.case_id) == bindparam("case_id"))
    .order_by(col(Message.at), col(Message.id))
)
_SAID = shown(
    Grievance, "case_id", "id", "sealed_account", "sealed_wanted", "sealed_system_text"
).where(is_one_of(col(Grievance.case_id), "case_ids"))
_WRITTEN = (
    shown(Message, "case_id", "id", "sender", "sealed_text")
    .where(is_one_of(col(Message.case_id), "case_ids"))
    .order_by(col(Message.at), col(Message.id))
)


_FILES = of_case_in(CaseFile, "at", "id")


@asked_once
async def story(session: AsyncSession, case_id: UUID, key: bytes) -> Story | None:
    row = await read_one(session, _STORY, case_id=case_id)
    if row is None:
        return None
    return Story(
        row.id,
        unseal(key, row.sealed_account, Place("grievances", "account", row.id)),
        unseal_if_any(key, row.sealed_original, Place("grievances", "original", row.id)),
        unseal_if_any(key, row.sealed_wanted, Place("grievances", "wanted", row.id)),
        unseal_if_any(key, row.sealed_system_text, Place("grievances", "system_text", row.id)),
        unseal_if_any(key, row.sealed_happened, Place("grievances", "happened", row.id)),
        unseal_if_any(
            key, row.sealed_wanted_original, Place("grievances", "wanted_original", row.id)
        ),
        unseal_if_any(
            key, row.sealed_system_original, Place("grievances", "system_original", row.id)
        ),
    )


def message_place(message_id: UUID) -> Place:
    return Place("messages", "text", message_id)


@asked_once
async def messages(session: AsyncSession, case_id: UUID, key: bytes) -> list[MessageLine]:
    """Oldest first."""
    rows = await read(session, _MESSAGES, case_id=case_id)
    return [
        MessageLine(
            m.id,
            m.sender,
            m.staff_id,
            m.language,
            unseal(key, m.sealed_text, message_place(m.id)),
            m.at,
            unseal_if_any(key, m.sealed_original, Place("messages", "original", m.id)),
        )
        for m in rows
    ]


async def texts_said(
    session: AsyncSession, keys: Mapping[UUID, bytes], *, complainant_only: bool = False
) -> dict[UUID, list[str]]:
    """Of each case the messages, oldest first, and the story; ``keys`` are those of accounts.

    ``complainant_only``: without what the office and the portal wrote.
    """
    texts = defaultdict[UUID, list[str]](list)
    case_ids = list(keys)
    for row in await read(session, _WRITTEN, case_ids=case_ids):
        if complainant_only and row.sender != "complainant":
            continue
        said = unseal(keys[row.case_id], row.sealed_text, message_place(row.id))
        texts[row.case_id].append(said)
    for row in await read(session, _SAID, case_ids=case_ids):
        sealed = (row.sealed_account, row.sealed_wanted, row.sealed_system_text)
        for name, part in zip(("account", "wanted", "system_text"), sealed, strict=True):
            said = unseal_if_any(keys[row.case_id], part, Place("grievances", name, row.id)) or ""
            texts[row.case_id].append(said)
    return texts


async def is_written(session: AsyncSession, case_id: UUID, message_id: UUID) -> bool:
    query = select(Message.id).where(Message.case_id == case_id, Message.id == message_id)
    return (await session.exec(query)).first() is not None


async def last_message_at(session: AsyncSession, case_id: UUID) -> datetime | None:
    query = select(func.max(col(Message.at))).where(Message.case_id == case_id)
    return (await session.exec(query)).one()


@of_case(CaseFile, empty=[])
async def files(session: AsyncSession, case_id: UUID) -> list[FileLine]:
    rows = await read(session, _FILES, case_id=case_id)
    return [FileLine(f.id, f.media_type, f.extension, f.size) for f in rows]


async def contact(session: AsyncSession, case_id: UUID, key: bytes) -> ContactDetails | None:
    row = (await session.exec(select(Contact).where(Contact.case_id == case_id))).first()
    if row is None:
        return None
    return ContactDetails(
        unseal_if_any(key, row.sealed_name, Place("contacts", "name", row.id)),
        unseal_if_any(key, row.sealed_email, Place("contacts", "email", row.id)),
        unseal_if_any(key, row.sealed_phone, Place("contacts", "phone", row.id)),
    )
