"""Resetting a password or a second factor: one person asks, another approves, a third uses it."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts import queries
from backend.accounts.actions.passwords import hash_password
from backend.accounts.actions.people import end_every_session, token_hash
from backend.accounts.actions.second_factors import take_factor_away
from backend.accounts.models import Reset, StaffMember
from backend.accounts.queries.signing_in import (
    ResetLine,
    approved_reset,
    hold_member,
    waiting_resets,
)
from backend.accounts.rules import refuse_weak_password
from backend.accounts.rules.signing_in import RESET_LASTS, Resettable
from backend.audit.actions import Actor, Happening, record
from backend.database.doors import enter
from backend.database.rows import add
from backend.errors import Absent, Conflict, Fault, Forbidden, Unacceptable
from backend.notifications.actions.outbox import Waiting, put_into_outbox

OPERATOR = Actor("operator")


class AskedBefore(Conflict):
    """The same reset waits for approval already."""

    code = "reset_asked_before"


class PasswordMissing(Unacceptable):
    code = "missing"

    def __init__(self) -> None:
        super().__init__(Fault("password", self.code))


async def ask_for_reset(
    session: AsyncSession, member: queries.Colleague, what: Resettable, by: tuple[Actor, datetime]
) -> None:
    """Never for oneself. Whoever has not joined yet gets a new invitation instead."""
    actor, at = by
    if actor.id == member.id or not member.joined:
        raise Forbidden
    await hold_member(session, member.id)
    waiting = await waiting_resets(session, member.organisation_id, at)
    if any(line.staff_id == member.id and line.what is what for line in waiting):
        raise AskedBefore
    await add(
        session,
        Reset,
        organisation_id=member.organisation_id,
        staff_id=member.id,
        what=what,
        asked_by=actor.id,
        asked_at=at,
    )
    await _note(session, "staff.reset_asked", (member.organisation_id, member.id), what, by)


async def approve_reset(
    session: AsyncSession, line: ResetLine, locale: str, by: tuple[Actor, datetime]
) -> str:
    """Gives the one-time code, which is kept as a hash; every session of the person ends.

    The mail says that a code waits; whoever approves hands it over.
    """
    actor, at = by
    if actor.id is not None and actor.id in {line.asked_by, line.staff_id}:
        raise Forbidden
    token = secrets.token_urlsafe(32)
    await _settle(
        session, line, approved_by=actor.id, approved_at=at, token_hash=token_hash(token),
        expires_at=at + RESET_LASTS,
    )  # fmt: skip
    await end_every_session(session, line.staff_id, at)
    whom = (line.organisation_id, line.staff_id)
    await _note(session, "staff.reset_approved", whom, line.what, by)
    about = line.organisation_id
    message = Waiting(about, (about,), "reset", locale, at, staff_id=line.staff_id)
    await put_into_outbox(session, [message])
    return token


async def refuse_reset(session: AsyncSession, line: ResetLine, by: tuple[Actor, datetime]) -> None:
    """By anybody who may ask: whoever asked takes it back with this too."""
    await _settle(session, line, refused_at=by[1])
    whom = (line.organisation_id, line.staff_id)
    await _note(session, "staff.reset_refused", whom, line.what, by)


async def _settle(session: AsyncSession, line: ResetLine, **values: object) -> None:
    """Once: of two people at the same moment the second finds nothing any more."""
    settled = await session.exec(
        update(Reset)
        .where(col(Reset.id) == line.id)
        .where(col(Reset.approved_at).is_(None), col(Reset.refused_at).is_(None))
        .values(**values)
    )
    if settled.rowcount != 1:
        raise Absent


async def use_reset(session: AsyncSession, token: str, password: str, at: datetime) -> Resettable:
    """The code works once and for a day, for what was approved and nothing else."""
    found = await approved_reset(session, token_hash(token), at) if token else None
    if found is None:
        raise Absent
    reset, member = found
    await _use_up(session, reset, at)
    if reset.what is Resettable.PASSWORD:
        await _new_password(session, member, password)
    else:
        await take_factor_away(session, member.id)
    await end_every_session(session, member.id, at)
    await enter(session, organisation=member.organisation_id)
    by = (Actor("staff", member.id), at)
    await _note(session, "staff.reset_used", (member.organisation_id, member.id), reset.what, by)
    return reset.what


async def _use_up(session: AsyncSession, reset: Reset, at: datetime) -> None:
    used = await session.exec(
        update(Reset)
        .where(col(Reset.id) == reset.id, col(Reset.used_at).is_(None))
        .values(used_at=at)
    )
    if used.rowcount != 1:
        raise Absent


async def _new_password(session: AsyncSession, member: StaffMember, password: str) -> None:
    if not password:
        raise PasswordMissing
    refuse_weak_password(password, member.email)
    hashed = await hash_password(password)
    await session.exec(
        update(StaffMember).where(col(StaffMember.id) == member.id).values(password_hash=hashed)
    )


async def end_resets(session: AsyncSession, staff_id: UUID, at: datetime) -> None:
    """Whatever was asked for somebody, approved or not, works no more."""
    await session.exec(
        update(Reset)
        .where(col(Reset.staff_id) == staff_id)
        .where(col(Reset.used_at).is_(None), col(Reset.refused_at).is_(None))
        .values(refused_at=at)
    )


async def _note(
    session: AsyncSession, action: str, whom: tuple[UUID, UUID], what: Resettable,
    by: tuple[Actor, datetime],
) -> None:  # fmt: skip
    organisation_id, staff_id = whom
    actor, at = by
    facts = {"staff": str(staff_id), "what": what.value}
    await record(session, Happening(action, actor, organisation_id, (organisation_id,), at, facts))
