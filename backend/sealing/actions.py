"""Handing keys of a case to those who may hold them, and indexing its words."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.rows import add, add_all, put
from backend.sealing.keys import CaseKeys, wrap_for_organisation, wrap_for_receipt
from backend.sealing.models import CaseTokens, KeySlot
from backend.sealing.queries import place_of
from backend.sealing.tokens import keyed_tokens


@dataclass(frozen=True)
class Holder:
    """An organisation that gets keys, and those who may see its slots."""

    organisation_id: UUID
    public_key: bytes
    parties: tuple[UUID, ...]


def slot_for_organisation(
    case_id: UUID, name: str, key: bytes, holder: Holder
) -> dict[str, object]:
    """One row of ``key_slots``."""
    slot_id = uuid4()
    return {
        "case_id": case_id,
        "id": slot_id,
        "parties": list(holder.parties),
        "key_name": name,
        "holder_id": holder.organisation_id,
        "wrapped": wrap_for_organisation(key, holder.public_key, place_of(slot_id)),
        "version": 1,
    }


def slot_for_receipt(case_id: UUID, account_key: bytes, secret: bytes) -> dict[str, object]:
    slot_id = uuid4()
    return {
        "case_id": case_id,
        "id": slot_id,
        "parties": [],
        "key_name": "account",
        "holder_id": None,
        "wrapped": wrap_for_receipt(account_key, secret, place_of(slot_id)),
        "version": 1,
    }


async def hand_over_keys(
    session: AsyncSession, case_id: UUID, keys: CaseKeys, holder: Holder, secret: bytes
) -> None:
    """All three to the handler, the account key to the receipt."""
    slots = [
        slot_for_organisation(case_id, name, key, holder) for name, key in keys.named().items()
    ]
    slots.append(slot_for_receipt(case_id, keys.account, secret))
    await add_all(session, KeySlot, slots)


async def share_account_key(
    session: AsyncSession, case_id: UUID, account_key: bytes, holder: Holder
) -> None:
    """For as long as the case is put to the system's owner; ``end_sharing`` takes it back."""
    slot = slot_for_organisation(case_id, "account", account_key, holder)
    await add(session, KeySlot, **slot)


async def index_words(
    session: AsyncSession, case_id: UUID, organisation: tuple[UUID, bytes], terms: Iterable[str]
) -> None:
    """Replace the case's tokens for one organisation, given with its search key."""
    organisation_id, search_key = organisation
    tokens = keyed_tokens(terms, search_key)
    await put(session, CaseTokens, case_id=case_id, organisation_id=organisation_id, tokens=tokens)
