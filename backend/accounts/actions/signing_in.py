"""Signing in and out, and the session in between."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts import queries
from backend.accounts.actions.passwords import verify_password
from backend.accounts.actions.people import token_hash
from backend.accounts.models import StaffMember, StaffSession
from backend.accounts.rules import IDLE, LONGEST
from backend.audit.actions import Actor, Happening, record
from backend.database.doors import enter
from backend.errors import Fault, Unacceptable
from backend.notifications.actions.mailing import is_deliverable

# The time of the last request is written at most this often.
SEEN_AGAIN = timedelta(minutes=1)


class SignInRefused(Unacceptable):
    """The same for an unknown account and for a wrong password."""

    code = "sign_in_refused"

    def __init__(self) -> None:
        super().__init__(Fault("email", "sign_in_refused"))


async def check_password(session: AsyncSession, email: str, password: str) -> StaffMember:
    """The member, or ``SignInRefused``; takes as long for an unknown account."""
    known = is_deliverable(email.strip())
    member = await queries.staff_by_email(session, email) if known else None
    if not await verify_password(member.password_hash if member else None, password):
        raise SignInRefused
    if member is None:
        raise SignInRefused
    return member


async def start_session(session: AsyncSession, member: StaffMember, at: datetime) -> str:
    """A new token of 256 bits; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    await session.exec(
        insert(StaffSession).values(
            token_hash=token_hash(token), staff_id=member.id, started_at=at, seen_at=at
        )
    )
    await record(session, _event("staff.signed_in", member, at))
    return token


async def continue_session(session: AsyncSession, token: str, at: datetime) -> StaffMember | None:
    """Whoever holds the token, unless it ended, idled for 30 minutes or lasted 8 hours."""
    found = await queries.staff_session(session, token_hash(token))
    if found is None:
        return None
    kept, member = found
    if at - kept.seen_at > IDLE or at - kept.started_at > LONGEST:
        return None
    if at - kept.seen_at > SEEN_AGAIN:
        await session.exec(
            update(StaffSession)
            .where(col(StaffSession.token_hash) == kept.token_hash)
            .values(seen_at=at)
        )
    return member


async def sign_out(session: AsyncSession, token: str, at: datetime) -> None:
    found = await queries.staff_session(session, token_hash(token))
    if found is None:
        return
    kept, member = found
    await session.exec(
        update(StaffSession)
        .where(col(StaffSession.token_hash) == kept.token_hash)
        .values(ended_at=at)
    )
    await enter(session, organisation=member.organisation_id)
    await record(session, _event("staff.signed_out", member, at))


def _event(action: str, member: StaffMember, at: datetime) -> Happening:
    about: UUID = member.organisation_id
    return Happening(action, Actor("staff", member.id), about, (about,), at)
