"""Naming who hears at once of critical cases."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.models import OnCall
from backend.accounts.queries import Colleague
from backend.audit.actions import Actor, Happening, record
from backend.database.rows import add_all
from backend.errors import Fault, Unacceptable


async def name_on_call(
    session: AsyncSession, able: Collection[Colleague], chosen: Collection[str], by: Colleague,
    at: datetime,
) -> None:  # fmt: skip
    """``able``: whom one can name; these and nobody else from now on."""
    office, ids = by.organisation_id, {str(m.id): m.id for m in able}
    if not set(chosen) <= ids.keys():
        raise Unacceptable(Fault("on_call", "not_a_choice"))
    connection = await session.connection()
    # Of two who name them at once the second's list replaces the first's as a whole.
    await connection.exec_driver_sql(
        "SELECT pg_advisory_xact_lock(hashtext('suara.on_call'), hashtext(%s))", (str(office),)
    )
    await session.exec(delete(OnCall).where(col(OnCall.organisation_id) == office))
    rows = [
        {"organisation_id": office, "staff_id": ids[one], "set_by": by.id, "set_at": at}
        for one in sorted(set(chosen))
    ]
    if rows:
        await add_all(session, OnCall, rows)
    facts = {"people": [str(row["staff_id"]) for row in rows]}
    actor = Actor("staff", by.id)
    await record(session, Happening("organisation.on_call", actor, office, (office,), at, facts))
