"""Letting the owner of a system see a case while it is asked, and no longer."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import OrganisationLine
from backend.cases.rules.case import KnownCase
from backend.sealing.actions import Holder, share_account_key


async def ask_owner(
    session: AsyncSession,
    case: KnownCase,
    owner: OrganisationLine,
    account_key: bytes,
    ticked: list[UUID],
) -> None:
    """The owner sees story, ticked files and its question, and gets the account key."""
    connection = await session.connection()
    await connection.exec_driver_sql(
        "SELECT share_with_owner(%s, %s, %s::uuid[])", (case.id, owner.id, ticked)
    )
    holder = Holder(owner.id, owner.public_key, (case.handler_id, owner.id))
    await share_account_key(session, case.id, account_key, holder)


async def stop_asking_owner(
    session: AsyncSession, case: KnownCase, *, forget: bool = False
) -> None:
    """``forget``: the owner does not even know any more that it was asked."""
    connection = await session.connection()
    await connection.exec_driver_sql("SELECT end_sharing(%s, %s)", (case.id, forget))
