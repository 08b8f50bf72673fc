"""Filing: case, story, contact, files, receipt and commitment, in one transaction."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.actions.opening import NewCase, OpenedCase, open_case
from backend.cases.rules.on_behalf import Help
from backend.clock import to_the_hour
from backend.database.doors import enter
from backend.database.queue import enqueue, enqueue_first
from backend.database.rows import add, add_all
from backend.database.wire import together
from backend.grievances.actions.drafting import keep_draft
from backend.grievances.models import CaseFile, Contact, DraftFile, Grievance, Receipt
from backend.grievances.queries.drafts import FileLine, OpenDraft
from backend.grievances.rules import receipt_code
from backend.grievances.rules.draft import PORTAL, DraftContents, SentReceipt
from backend.sealing.fields import Place, seal, seal_if_any
from backend.sealing.keys import CaseKeys, derived, new_key


def _by_chance() -> bytes:
    return os.urandom(8)


@dataclass(frozen=True)
class Filing:
    """Everything that is filed, whichever way it came.

    ``language_read`` is what a program read the account as. ``help``: whoever filed it for
    somebody. ``told``: offices that hear of another complaint of the same table already.
    """

    contents: DraftContents
    interface_language: str
    language: str
    language_read: str | None = None
    channel: str = "web"
    files: tuple[FileLine, ...] = ()
    secret: bytes = field(default_factory=lambda: receipt_code.secret_from(os.urandom(15)))
    draw: Callable[[], bytes] = _by_chance
    help: Help | None = None
    told: frozenset[UUID] = frozenset()


async def send_draft(
    session: AsyncSession, draft: OpenDraft, filing: Filing, at: datetime
) -> SentReceipt:
    """File the draft and leave the receipt in it; a draft that was sent gives its receipt again."""
    if draft.contents.receipt:
        return draft.contents.receipt
    if draft.files:
        await session.exec(delete(DraftFile).where(col(DraftFile.key_hash) == draft.key.lookup))
    async with together(session):
        opened = await file_grievance(session, filing, at)
        receipt = receipt_of(filing.secret, opened)
        await keep_draft(session, draft, _sent(draft.contents, receipt), at)
    return receipt


def _sent(contents: DraftContents, receipt: SentReceipt) -> DraftContents:
    return DraftContents(
        case_id=contents.case_id,
        account_key=contents.account_key,
        country=contents.country,
        danger=contents.danger,
        receipt=receipt,
    )


def receipt_of(secret: bytes, opened: OpenedCase) -> SentReceipt:
    return SentReceipt(
        reference=opened.reference,
        secret=secret,
        filed_on=opened.filed_on,
        acknowledge_by=opened.acknowledge_by,
        decide_by=opened.decide_by,
    )


async def tell_of(session: AsyncSession, filing: Filing) -> bytes:
    """Tell the session of the case to come; gives what its receipt is found by."""
    code_hash = receipt_code.code_hash(filing.secret)
    await enter(session, case_id=filing.contents.case_id, receipt=code_hash)
    return code_hash


async def file_grievance(session: AsyncSession, filing: Filing, at: datetime) -> OpenedCase:
    contents, case_id = filing.contents, filing.contents.case_id
    code_hash = await tell_of(session, filing)
    keys = CaseKeys(contents.account_key, new_key(), new_key())
    new = NewCase(
        id=case_id,
        country=contents.country,
        system_slug=contents.system,
        language=filing.language,
        language_read=filing.language_read,
        interface_language=filing.interface_language,
        channel=filing.channel,
        affected=contents.affected or None,
        danger=contents.danger,
        about_portal=contents.about == PORTAL,
        contact_way=contents.contact_way,
        size=len(contents.account),
        keys=keys,
        secret=filing.secret,
        salt=derived(filing.secret, "ledger"),
        draw=filing.draw,
        help=filing.help,
    )
    async with together(session):
        opened = await open_case(session, new, at)
        quiet = opened.parties[0] in filing.told
        await add(session, Receipt, code_hash=code_hash, case_id=case_id)
        await _keep_story(session, contents, opened.parties)
        await _keep_contact(session, contents, keys.contact, opened.parties)
        await _keep_files(session, filing, opened.parties, at)
        put = enqueue_first if contents.in_danger() else enqueue
        await put(session, "grievances.take_in", case_id=str(case_id), quiet=quiet)
    return opened


async def _keep_story(
    session: AsyncSession, contents: DraftContents, parties: tuple[UUID, ...]
) -> None:
    row_id, key = uuid4(), contents.account_key
    await add(
        session,
        Grievance,
        case_id=contents.case_id,
        id=row_id,
        parties=list(parties),
        sealed_account=seal(key, contents.account, Place("grievances", "account", row_id)),
        sealed_original=seal_if_any(
            key, contents.original, Place("grievances", "original", row_id)
        ),
        sealed_wanted=seal_if_any(key, contents.wanted, Place("grievances", "wanted", row_id)),
        sealed_system_text=seal_if_any(
            key, contents.system_text, Place("grievances", "system_text", row_id)
        ),
        sealed_happened=seal_if_any(
            key, contents.happened, Place("grievances", "happened", row_id)
        ),
        sealed_wanted_original=seal_if_any(
            key, contents.wanted_original, Place("grievances", "wanted_original", row_id)
        ),
        sealed_system_original=seal_if_any(
            key, contents.system_original, Place("grievances", "system_original", row_id)
        ),
    )


async def _keep_contact(
    session: AsyncSession, contents: DraftContents, key: bytes, parties: tuple[UUID, ...]
) -> None:
    if not (contents.name or contents.email or contents.phone):
        return
    row_id = uuid4()
    await add(
        session,
        Contact,
        case_id=contents.case_id,
        id=row_id,
        parties=list(parties),
        sealed_name=seal_if_any(key, contents.name, Place("contacts", "name", row_id)),
        sealed_email=seal_if_any(key, contents.email, Place("contacts", "email", row_id)),
        sealed_phone=seal_if_any(key, contents.phone, Place("contacts", "phone", row_id)),
    )


async def _keep_files(
    session: AsyncSession, filing: Filing, parties: tuple[UUID, ...], at: datetime
) -> None:
    if filing.files:
        await add_all(
            session,
            CaseFile,
            [
                {
                    "case_id": filing.contents.case_id,
                    "id": file.id,
                    "parties": list(parties),
                    "media_type": file.media_type,
                    "extension": file.extension,
                    "size": file.size,
                    "at": to_the_hour(at),
                }
                for file in filing.files
            ],
        )
