"""What was answered under an ``Idempotency-Key``."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.errors import Conflict
from backend.grievances.models import IdempotentAnswer
from backend.grievances.rules.browser_keys import RetryKey
from backend.grievances.rules.draft import Secret
from backend.sealing.fields import Place, unseal


class KeyUsed(Conflict):
    """The key came before with another body."""

    code = "key_used"


class KeptCode(BaseModel):
    """The secret of a receipt, to be answered again until then."""

    secret: Secret
    until: datetime


@dataclass(frozen=True)
class Kept:
    """``answer`` is JSON; ``secret`` is there within 24 hours of filing only."""

    answer: str
    secret: bytes | None = None


def place_of(key: RetryKey, column: str) -> Place:
    return Place("idempotency", column, UUID(bytes=key.lookup[:16]))


async def kept_answer(session: AsyncSession, key: RetryKey, at: datetime) -> Kept:
    """Of a key that was taken; KeyUsed where it was for another body."""
    query = select(IdempotentAnswer).where(IdempotentAnswer.key_hash == key.lookup)
    row = (await session.exec(query)).one()
    if row.body_hash != key.body_hash:
        raise KeyUsed
    answer = unseal(key.sealing, row.sealed_answer, place_of(key, "answer"))
    if row.sealed_code is None:
        return Kept(answer)
    opened = unseal(key.sealing, row.sealed_code, place_of(key, "code"))
    code = KeptCode.model_validate_json(opened)
    return Kept(answer, code.secret if at < code.until else None)
