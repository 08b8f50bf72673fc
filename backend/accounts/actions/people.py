"""Inviting staff by one-time links, and what follows from them."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts import queries
from backend.accounts.actions.passwords import hash_password
from backend.accounts.models import Invitation, StaffMember, StaffSession
from backend.accounts.rules import Role, refuse_weak_password
from backend.audit.actions import Actor, Happening, record
from backend.database.doors import enter
from backend.database.rows import add
from backend.errors import Absent, Fault, Unacceptable
from backend.notifications.actions.outbox import Waiting, put_into_outbox

INVITATION_LASTS = timedelta(days=3)


class AlreadyStaff(Unacceptable):
    code = "already_staff"

    def __init__(self) -> None:
        super().__init__(Fault("email", self.code))


@dataclass(frozen=True)
class NewColleague:
    organisation_id: UUID
    email: str
    name: str
    role: Role
    locale: str
    reads: tuple[str, ...] = ()
    id: UUID = field(default_factory=uuid4)


def token_hash(token: str) -> bytes:
    return sha256(token.encode("utf-8", "replace")).digest()


async def invite(session: AsyncSession, new: NewColleague, actor: Actor, at: datetime) -> str:
    """Make the account without a password; the one-time token is returned once and kept as hash.

    The mail says that there is an invitation; whoever invites hands the token over.
    """
    if not await _make_account(session, new, at):
        raise AlreadyStaff
    await note_about(session, "staff.invited", (new.organisation_id, new.id), actor, at)
    await _tell_invited(session, new, at)
    return await _new_token(session, new.id, at)


async def _make_account(session: AsyncSession, new: NewColleague, at: datetime) -> bool:
    """False where somebody has that address already, even if they got it a moment ago."""
    made = await session.exec(
        insert(StaffMember)
        .values(
            id=new.id,
            organisation_id=new.organisation_id,
            email=new.email.strip().lower(),
            name=new.name.strip(),
            role=new.role,
            locale=new.locale,
            reads=list(new.reads),
            joined_at=at,
        )
        .on_conflict_do_nothing()
        .returning(col(StaffMember.id))
    )
    return made.first() is not None


async def _tell_invited(session: AsyncSession, new: NewColleague, at: datetime) -> None:
    about = new.organisation_id
    message = Waiting(about, (about,), "invitation", new.locale, at, staff_id=new.id)
    await put_into_outbox(session, [message])


async def join_at_once(
    session: AsyncSession, new: NewColleague, password_hash: str, at: datetime
) -> None:
    """An account that is ready to use, for the demonstration."""
    await add(
        session,
        StaffMember,
        id=new.id,
        organisation_id=new.organisation_id,
        email=new.email,
        name=new.name,
        role=new.role,
        locale=new.locale,
        reads=list(new.reads),
        password_hash=password_hash,
        joined_at=at,
    )


async def renew_invitation(
    session: AsyncSession, member: queries.Colleague, actor: Actor, at: datetime
) -> str:
    """A new token; those before it stop working."""
    await end_invitations(session, member.id, at)
    await note_about(session, "staff.invited_again", (member.organisation_id, member.id), actor, at)
    return await _new_token(session, member.id, at)


async def _new_token(session: AsyncSession, staff_id: UUID, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    await add(
        session,
        Invitation,
        token_hash=token_hash(token),
        staff_id=staff_id,
        expires_at=at + INVITATION_LASTS,
    )
    return token


async def accept_invitation(
    session: AsyncSession, token: str, password: str, at: datetime
) -> StaffMember:
    """Set the first password; the token works once and for three days."""
    found = await queries.open_invitation(session, token_hash(token), at)
    if found is None:
        raise Absent
    invitation, member = found
    refuse_weak_password(password, member.email)
    used = await session.exec(
        update(Invitation)
        .where(col(Invitation.token_hash) == invitation.token_hash)
        .where(col(Invitation.used_at).is_(None))
        .values(used_at=at)
    )
    if used.rowcount != 1:
        raise Absent
    hashed = await hash_password(password)
    await session.exec(
        update(StaffMember).where(col(StaffMember.id) == member.id).values(password_hash=hashed)
    )
    await enter(session, organisation=member.organisation_id)
    actor = Actor("staff", member.id)
    await note_about(session, "staff.joined", (member.organisation_id, member.id), actor, at)
    return member


async def end_sessions(
    session: AsyncSession, member: queries.Colleague, actor: Actor, at: datetime
) -> None:
    """They are signed out everywhere, at once."""
    await end_every_session(session, member.id, at)
    await note_about(
        session, "staff.sessions_ended", (member.organisation_id, member.id), actor, at
    )


async def note_own_sessions_ended(
    session: AsyncSession, whom: tuple[UUID, UUID], at: datetime
) -> None:
    await note_about(session, "staff.sessions_ended", whom, Actor("staff", whom[1]), at)


async def end_invitations(session: AsyncSession, staff_id: UUID, at: datetime) -> None:
    await session.exec(
        update(Invitation)
        .where(col(Invitation.staff_id) == staff_id, col(Invitation.used_at).is_(None))
        .values(used_at=at)
    )


async def end_every_session(session: AsyncSession, staff_id: UUID, at: datetime) -> None:
    await session.exec(
        update(StaffSession)
        .where(col(StaffSession.staff_id) == staff_id, col(StaffSession.ended_at).is_(None))
        .values(ended_at=at)
    )


async def note_about(
    session: AsyncSession, action: str, whom: tuple[UUID, UUID], actor: Actor, at: datetime
) -> None:
    organisation_id, staff_id = whom
    await record(
        session,
        Happening(action, actor, organisation_id, (organisation_id,), at, {"staff": str(staff_id)}),
    )
