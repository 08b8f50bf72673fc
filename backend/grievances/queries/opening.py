"""Opening a case from outside: by its code, or for half an hour by the browser's cookie."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from struct import Struct
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.doors import enter
from backend.database.lines import read_one, shown
from backend.database.questions import Questions
from backend.grievances.models import FollowSession, Receipt
from backend.grievances.rules.browser_keys import BrowserKey
from backend.sealing.fields import Place, unseal_bytes
from backend.sealing.keys import KEY_BYTES
from backend.sealing.queries import account_key_for_receipt

SESSION_LASTS = timedelta(minutes=30)
#: When the session ends, the hash of the code and the case; the account key follows.
CONTENTS = Struct(">Q32s16s")

_RECEIPT = shown(Receipt, "case_id").where(col(Receipt.code_hash) == bindparam("code_hash"))
_SESSION = shown(FollowSession, "sealed", "expires_at").where(
    col(FollowSession.key_hash) == bindparam("lookup")
)


@dataclass(frozen=True)
class Opened:
    """A case opened by its code: the id and the account key, for half an hour."""

    case_id: UUID
    code_hash: bytes
    account_key: bytes


async def case_of_code(session: AsyncSession, code_hash: bytes) -> UUID | None:
    """The case behind a receipt code; tells the session of both."""
    case_id = await _case_of(session, code_hash)
    if case_id:
        await enter(session, case_id=case_id)
    return case_id


async def _case_of(session: AsyncSession, code_hash: bytes, **known: UUID) -> UUID | None:
    """``known``: what else the session is told with the code."""
    async with Questions(session) as ask:
        ask(enter(session, receipt=code_hash, **known))
        found = ask(read_one(session, _RECEIPT, code_hash=code_hash))
    return found.answer.case_id if found.answer else None


async def open_by_code(session: AsyncSession, secret: bytes, code_hash: bytes) -> Opened | None:
    """A destroyed case opens too, with no key: that it is gone is all there is to read."""
    case_id = await _case_of(session, code_hash)
    if case_id is None:
        return None
    async with Questions(session) as ask:
        ask(enter(session, case_id=case_id))
        key = ask(account_key_for_receipt(session, case_id, secret))
    return Opened(case_id, code_hash, key.answer)


async def open_by_cookie(session: AsyncSession, key: BrowserKey, at: datetime) -> Opened | None:
    """The case of a follow session that has not ended."""
    await enter(session, follow=key.lookup)
    row = await read_one(session, _SESSION, lookup=key.lookup)
    if row is None or row.expires_at <= at:
        return None
    opened = _while_it_lasts(unseal_bytes(key.sealing, row.sealed, session_place(key)), at)
    if opened is None:
        return None
    if await _case_of(session, opened.code_hash, case_id=opened.case_id) == opened.case_id:
        return opened
    await enter(session, case_id="")  # A newer code has taken the place of this one.
    return None


def _while_it_lasts(contents: bytes, at: datetime) -> Opened | None:
    """Nothing, too, where more is left than ever was: a clock was set back."""
    if len(contents) - CONTENTS.size not in {0, KEY_BYTES}:  # of the release before
        return None
    ends, code_hash, case_id = CONTENTS.unpack_from(contents)
    if not 0 < ends - at.timestamp() <= SESSION_LASTS.total_seconds():
        return None
    return Opened(UUID(bytes=case_id), code_hash, contents[CONTENTS.size :])


def session_contents(opened: Opened, ends: datetime) -> bytes:
    """What the row of a follow session holds under seal."""
    about = CONTENTS.pack(int(ends.timestamp()), opened.code_hash, opened.case_id.bytes)
    return about + opened.account_key


def session_place(key: BrowserKey) -> Place:
    return Place("follow_sessions", "sealed", UUID(bytes=key.lookup[:16]))
