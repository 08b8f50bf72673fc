"""Opening the keys of a case from the slots that hold them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.lines import AnyRow, is_one_of, read, read_one, shown
from backend.sealing.fields import Place
from backend.sealing.keys import HeldKeys, unwrap_for_organisation, unwrap_for_receipt
from backend.sealing.models import KeySlot

#: What more cases hold than this tells nothing about any of them.
TOO_FREQUENT = 300

_RECEIPT_SLOT = shown(KeySlot, "id", "wrapped").where(
    col(KeySlot.case_id) == bindparam("case_id"), col(KeySlot.holder_id).is_(None)
)
_SLOTS = shown(KeySlot, "id", "key_name", "wrapped").where(
    col(KeySlot.case_id) == bindparam("case_id"), col(KeySlot.holder_id) == bindparam("holder_id")
)
_ACCOUNT_SLOTS = shown(KeySlot, "case_id", "id", "wrapped").where(
    is_one_of(col(KeySlot.case_id), "case_ids"),
    col(KeySlot.holder_id) == bindparam("holder_id"),
    col(KeySlot.key_name) == "account",
)


def place_of(slot_id: UUID) -> Place:
    return Place("key_slots", "wrapped", slot_id)


class KeysHeld(Mapping[str, bytes]):
    """Each is unwrapped when it is first used: that takes longer than to ask for all of them."""

    def __init__(self, slots: Iterable[AnyRow], held: HeldKeys) -> None:
        self._slots = {slot.key_name: slot for slot in slots}
        self._held, self._opened = held, dict[str, bytes]()

    def __getitem__(self, name: str) -> bytes:
        if name not in self._opened:
            slot = self._slots[name]
            place = place_of(slot.id)
            self._opened[name] = unwrap_for_organisation(slot.wrapped, self._held.private, place)
        return self._opened[name]

    def __contains__(self, name: object) -> bool:
        return name in self._slots

    def __iter__(self) -> Iterator[str]:
        return iter(self._slots)

    def __len__(self) -> int:
        return len(self._slots)


async def keys_for_organisation(
    session: AsyncSession, case_id: UUID, held: HeldKeys
) -> Mapping[str, bytes]:
    """The keys of a case that are wrapped to this organisation, by name; perhaps none."""
    asked = {"case_id": case_id, "holder_id": held.organisation_id}
    return KeysHeld(await read(session, _SLOTS, **asked), held)


async def account_keys_for_organisation(
    session: AsyncSession, case_ids: Collection[UUID], held: HeldKeys
) -> dict[UUID, bytes]:
    """Of each of these cases that is not destroyed the key of its account."""
    asked = {"case_ids": list(case_ids), "holder_id": held.organisation_id}
    return {
        slot.case_id: unwrap_for_organisation(slot.wrapped, held.private, place_of(slot.id))
        for slot in await read(session, _ACCOUNT_SLOTS, **asked)
    }


async def account_key_for_receipt(session: AsyncSession, case_id: UUID, secret: bytes) -> bytes:
    """The account key, opened by the receipt's secret; empty where the case was destroyed."""
    slot = await read_one(session, _RECEIPT_SLOT, case_id=case_id)
    return unwrap_for_receipt(slot.wrapped, secret, place_of(slot.id)) if slot else b""


async def cases_with(session: AsyncSession, tokens: list[int], most: int) -> list[UUID]:
    """Cases of the told organisation that hold every one of the tokens; at most so many."""
    connection = await session.connection()
    asked = (tokens, most)
    rows = await connection.exec_driver_sql("SELECT cases_with(%s::bigint[], %s)", asked)
    return [row[0] for row in rows.all()]


async def tokens_held(session: AsyncSession, tokens: list[int]) -> list[int]:
    """Those that any case of the told organisation holds."""
    connection = await session.connection()
    rows = await connection.exec_driver_sql("SELECT tokens_held(%s::bigint[])", (tokens,))
    return [row[0] for row in rows.all()]


@dataclass(frozen=True)
class Likeness:
    """How like another case is: the sum of what each shared token is worth, rare ones more."""

    case_id: UUID
    weight: float


async def cases_like(
    session: AsyncSession, case: tuple[UUID, list[int]], common: int, most: int
) -> list[Likeness]:
    """Cases of the told organisation and of the case's language, the likest first.

    ``case`` is one with its tokens; those that more cases than ``common`` hold count for nothing.
    """
    case_id, tokens = case
    connection = await session.connection()
    query = "SELECT case_id, weight FROM cases_like(%s, %s::bigint[], %s, %s)"
    rows = await connection.exec_driver_sql(
        query, (case_id, tokens, min(common, TOO_FREQUENT), most)
    )
    return [Likeness(row["case_id"], row["weight"]) for row in rows.mappings().all()]
