"""Replies of the office in its own language, kept until they go out beside their translation."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.rules.case import KnownCase
from backend.database.rows import add
from backend.grievances.actions.requesting import Wanted
from backend.grievances.actions.translating import NewTranslation, keep_translation
from backend.grievances.models import Reply, Translation
from backend.grievances.queries.engine_requests import ReplyLine, reply_place
from backend.grievances.queries.translations import TranslationLine
from backend.grievances.rules.translations import TranslatedKind
from backend.sealing.fields import seal


@dataclass(frozen=True)
class NewReply:
    """The message that it becomes has the same ``id``; of a reason it is that of the decision."""

    text: str = field(repr=False)
    language: str
    to_language: str
    staff_id: UUID
    id: UUID

    @property
    def wanted(self) -> Wanted:
        return Wanted(TranslatedKind.REPLY, self.id, self.language, self.to_language)


async def keep_reply(
    session: AsyncSession, case: KnownCase, office_key: bytes, new: NewReply, at: datetime
) -> None:
    """Only the office reads it. The caller holds the case."""
    await add(
        session,
        Reply,
        case_id=case.id,
        id=new.id,
        parties=[case.handler_id],
        staff_id=new.staff_id,
        language=new.language,
        to_language=new.to_language,
        sealed_text=seal(office_key, new.text, reply_place(new.id)),
        written_at=at,
    )


async def put_beside_message(
    session: AsyncSession,
    case: KnownCase,
    account_key: bytes,
    of: tuple[ReplyLine, TranslationLine],
    by: tuple[UUID, datetime],
) -> None:
    """From now on the complainant reads it: the translation of the reply becomes the message's."""
    reply, made = of
    wanted = Wanted(TranslatedKind.MESSAGE, reply.id, reply.language, reply.to_language)
    new = NewTranslation(wanted, made.text, made.staff_id, made.engine, back=made.back, id=uuid4())
    await put_version_beside(session, case, account_key, new, by)


async def put_version_beside(
    session: AsyncSession,
    case: KnownCase,
    account_key: bytes,
    new: NewTranslation,
    by: tuple[UUID, datetime],
) -> None:
    """A translation that the office answers for, beside a message of its own."""
    await keep_translation(session, case, account_key, new, by[1])
    await session.exec(
        update(Translation)
        .where(col(Translation.case_id) == case.id, col(Translation.id) == new.id)
        .values(approved_by=by[0], approved_at=by[1])
    )


async def end_reply(
    session: AsyncSession, case_id: UUID, reply_id: UUID, at: datetime, *, sent: bool
) -> None:
    """It has gone out, or nobody wants it any more."""
    row = update(Reply).where(col(Reply.case_id) == case_id, col(Reply.id) == reply_id)
    open_one = row.where(col(Reply.sent_at).is_(None), col(Reply.dropped_at).is_(None))
    values = {"sent_at": at} if sent else {"dropped_at": at}
    await session.exec(open_one.values(**values))
