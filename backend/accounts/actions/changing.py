"""What changes about somebody with an account: name, languages, role, and that they leave."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts import queries
from backend.accounts.actions.absences import end_absences
from backend.accounts.actions.people import end_every_session, end_invitations, note_about
from backend.accounts.actions.resets import end_resets
from backend.accounts.models import Identity, SecondFactor, StaffMember
from backend.accounts.rules import WORKING_ON_CASES, Role
from backend.audit.actions import Actor


async def change_languages(
    session: AsyncSession,
    whom: tuple[UUID, UUID],
    reads: tuple[str, ...],
    by: tuple[Actor, datetime],
) -> None:
    """``whom``: organisation and person. What waits to be translated follows at once."""
    organisation_id, staff_id = whom
    await session.exec(
        update(StaffMember)
        .where(col(StaffMember.id) == staff_id)
        .where(col(StaffMember.organisation_id) == organisation_id)
        .values(reads=list(reads))
    )
    await note_about(session, "staff.languages_changed", whom, *by)


async def change_role(
    session: AsyncSession, member: queries.Colleague, role: Role, by: tuple[Actor, datetime]
) -> None:
    """What the old role allowed ends with its sessions, at once; its absences too.

    Else cases would go to somebody who stands in, and may open none any more.
    """
    actor, at = by
    await session.exec(
        update(StaffMember).where(col(StaffMember.id) == member.id).values(role=role)
    )
    await end_every_session(session, member.id, at)
    if role not in WORKING_ON_CASES:
        await end_absences(session, member.id, at)
    await note_about(session, "staff.role_changed", (member.organisation_id, member.id), actor, at)


async def change_profile(
    session: AsyncSession, whom: tuple[UUID, UUID], values: dict[str, object], at: datetime
) -> None:
    """What people change of themselves: name, language of the desk, languages that they read."""
    organisation_id, staff_id = whom
    await session.exec(
        update(StaffMember)
        .where(col(StaffMember.id) == staff_id)
        .where(col(StaffMember.organisation_id) == organisation_id)
        .values(**values)
    )
    await note_about(session, "staff.profile_changed", whom, Actor("staff", staff_id), at)


async def end_employment(
    session: AsyncSession, member: queries.Colleague, actor: Actor, at: datetime
) -> None:
    """The account is closed at once: its sessions, its invitations, its account elsewhere."""
    await session.exec(
        update(StaffMember).where(col(StaffMember.id) == member.id).values(left_at=at)
    )
    await end_every_session(session, member.id, at)
    await end_invitations(session, member.id, at)
    await end_resets(session, member.id, at)
    await end_absences(session, member.id, at)
    await session.exec(delete(Identity).where(col(Identity.staff_id) == member.id))
    await session.exec(delete(SecondFactor).where(col(SecondFactor.staff_id) == member.id))
    await note_about(session, "staff.left", (member.organisation_id, member.id), actor, at)
