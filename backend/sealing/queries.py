"""Opening the keys of a case from the slots that hold them."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.sealing.fields import Place, SealBroken
from backend.sealing.keys import HeldKeys, unwrap_for_organisation, unwrap_for_receipt
from backend.sealing.models import KeySlot


def place_of(slot_id: UUID) -> Place:
    return Place("key_slots", "wrapped", slot_id)


async def keys_for_organisation(
    session: AsyncSession, case_id: UUID, held: HeldKeys
) -> dict[str, bytes]:
    """The keys of a case that are wrapped to this organisation, by name; perhaps none."""
    query = select(KeySlot).where(
        KeySlot.case_id == case_id, KeySlot.holder_id == held.organisation_id
    )
    return {
        slot.key_name: unwrap_for_organisation(slot.wrapped, held.private, place_of(slot.id))
        for slot in (await session.exec(query)).all()
    }


async def account_key_for_receipt(session: AsyncSession, case_id: UUID, secret: bytes) -> bytes:
    """The account key, opened by the receipt's secret; ``SealBroken`` where no slot is left."""
    query = select(KeySlot).where(KeySlot.case_id == case_id, col(KeySlot.holder_id).is_(None))
    slot = (await session.exec(query)).first()
    if slot is None:
        raise SealBroken
    return unwrap_for_receipt(slot.wrapped, secret, place_of(slot.id))


async def cases_with(session: AsyncSession, tokens: list[int]) -> list[UUID]:
    """Cases of the told organisation that hold every one of the tokens."""
    connection = await session.connection()
    rows = await connection.exec_driver_sql("SELECT cases_with(%s::bigint[])", (tokens,))
    return [row[0] for row in rows.all()]
