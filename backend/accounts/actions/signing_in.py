"""Signing in and out, and the session in between."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, or_, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts import queries
from backend.accounts.actions.passwords import verify_password
from backend.accounts.actions.people import end_every_session, token_hash
from backend.accounts.actions.second_factors import check_code, use_up
from backend.accounts.models import SignInElsewhere, StaffMember, StaffSession
from backend.accounts.queries.signing_in import (
    HeldMember,
    SessionHolder,
    hold_member,
    staff_session,
)
from backend.accounts.rules import IDLE, LONGEST
from backend.accounts.rules.signing_in import Method
from backend.audit.actions import Actor, Happening, record
from backend.database.doors import enter
from backend.database.rows import add
from backend.errors import Fault, Unacceptable
from backend.notifications.actions.mailing import is_deliverable
from backend.sealing.keys import MasterKey

# The time of the last request is written at most this often.
SEEN_AGAIN = timedelta(minutes=1)


class SessionOver(Exception):
    """It was begun, and lasts no longer."""


class SignInRefused(Unacceptable):
    """The same for an unknown account, a wrong password and a wrong code."""

    code = "sign_in_refused"

    def __init__(self) -> None:
        super().__init__(Fault("email", "sign_in_refused"))


@dataclass(frozen=True)
class Typed:
    """What somebody typed to sign in."""

    email: str
    password: str
    code: str = ""


async def check_sign_in(
    session: AsyncSession, master: MasterKey, typed: Typed, at: datetime
) -> StaffMember:
    """The member, or ``SignInRefused``; takes as long whatever is wrong."""
    known = is_deliverable(typed.email.strip())
    member = await queries.staff_by_email(session, typed.email) if known else None
    right = await verify_password(member.password_hash if member else None, typed.password)
    step = await check_code(session, master, member.id if member else None, typed.code, at)
    if member is None or not right or step is None:
        raise SignInRefused
    if step >= 0 and not await use_up(session, member.id, step):
        raise SignInRefused
    return member


async def start_session(
    session: AsyncSession, member: StaffMember, at: datetime, method: Method = Method.PASSWORD
) -> str:
    """A new token of 256 bits; only its hash is kept.

    Whoever left, or got another password while theirs was being checked, comes in no more: what
    ended their sessions a moment ago did not know of this one.
    """
    if await hold_member(session, member.id) != HeldMember(member.password_hash):
        raise SignInRefused
    token = secrets.token_urlsafe(32)
    await add(
        session,
        StaffSession,
        token_hash=token_hash(token),
        staff_id=member.id,
        started_at=at,
        seen_at=at,
        method=method.value,
    )
    await record(session, _event("staff.signed_in", member, at))
    return token


async def renew_token(session: AsyncSession, token: str, at: datetime) -> str | None:
    """The session goes on under a new token: whoever held the old one, or another, is out.

    None where somebody ended it a moment ago.
    """
    ended = await session.exec(
        update(StaffSession)
        .where(col(StaffSession.token_hash) == token_hash(token))
        .where(col(StaffSession.ended_at).is_(None))
        .values(ended_at=at)
        .returning(
            col(StaffSession.staff_id), col(StaffSession.started_at), col(StaffSession.method)
        )
    )
    kept = ended.first()
    if kept is None:
        return None
    staff_id, started_at, method = kept
    await end_every_session(session, staff_id, at)
    renewed = secrets.token_urlsafe(32)
    await add(
        session,
        StaffSession,
        token_hash=token_hash(renewed),
        staff_id=staff_id,
        started_at=started_at,
        seen_at=at,
        method=method,
    )
    return renewed


async def continue_session(
    session: AsyncSession, token: str, at: datetime, *, touched: bool = True
) -> SessionHolder | None:
    """Whoever holds the token, unless it ended; SessionOver where it should.

    ``touched``: somebody is there; what a page asks by itself keeps no session alive.
    """
    kept = await staff_session(session, token_hash(token))
    if kept is None:
        return None
    if _is_over(kept, at):
        raise SessionOver
    if touched and at - kept.seen_at > SEEN_AGAIN:
        await session.exec(
            update(StaffSession)
            .where(col(StaffSession.token_hash) == token_hash(token))
            .values(seen_at=at)
        )
    return kept


def _is_over(kept: SessionHolder, at: datetime) -> bool:
    """It idled for 30 minutes, lasted 8 hours, or the clock was set back behind it."""
    back = kept.seen_at - at > SEEN_AGAIN
    return back or at - kept.seen_at > IDLE or at - kept.started_at > LONGEST


async def end_session(session: AsyncSession, token: str, at: datetime) -> None:
    """For good: what was over stays so, whatever a clock says later."""
    await session.exec(
        update(StaffSession)
        .where(col(StaffSession.token_hash) == token_hash(token))
        .values(ended_at=at)
    )


async def sign_out(session: AsyncSession, token: str, at: datetime) -> None:
    member = await staff_session(session, token_hash(token))
    if member is None:
        return
    await end_session(session, token, at)
    await enter(session, organisation=member.organisation_id)
    await record(session, _event("staff.signed_out", member, at))


async def sweep_sessions(session: AsyncSession, at: datetime) -> int:
    """Take away what has ended, and who went to a provider and did not come back; how many."""
    over = or_(
        col(StaffSession.ended_at) < at - LONGEST,
        col(StaffSession.started_at) < at - 2 * LONGEST,
    )
    swept = await session.exec(delete(StaffSession).where(over))
    await session.exec(
        delete(SignInElsewhere).where(col(SignInElsewhere.started_at) < at - timedelta(hours=1))
    )
    return int(swept.rowcount)


def _event(action: str, member: StaffMember | SessionHolder, at: datetime) -> Happening:
    about: UUID = member.organisation_id
    return Happening(action, Actor("staff", member.id), about, (about,), at)
