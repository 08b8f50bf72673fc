"""Reading what signing in needs: sessions, second factors, resets."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.models import (
    Identity,
    Reset,
    SecondFactor,
    StaffMember,
    StaffSession,
)
from backend.accounts.queries import STAFF, StaffLine
from backend.accounts.rules import IDLE, LONGEST
from backend.accounts.rules.signing_in import REQUEST_LASTS, Method, Resettable
from backend.database.lines import lines, shown


@dataclass(frozen=True)
class SessionHolder(StaffLine):
    """Whoever a session belongs to, as it began; ``secured``: they have set up a second factor."""

    started_at: datetime
    seen_at: datetime
    method: str
    secured: bool

    @property
    def proved(self) -> bool:
        """By a second factor, ours or a provider's."""
        return self.secured or self.method == Method.PROVIDER


_SECURED = shown(SecondFactor, "staff_id").where(col(SecondFactor.staff_id) == StaffMember.id)
_HOLDER = (
    STAFF.add_columns(
        col(StaffSession.started_at), col(StaffSession.seen_at), col(StaffSession.method)
    )
    .add_columns(_SECURED.exists())
    .join(StaffSession, col(StaffSession.staff_id) == StaffMember.id)
    .where(col(StaffSession.token_hash) == bindparam("token_hash"))
    .where(col(StaffSession.ended_at).is_(None), col(StaffMember.left_at).is_(None))
)


@dataclass(frozen=True)
class SessionLine:
    """``number``: for the page; the token's hash stays here."""

    started_at: datetime
    seen_at: datetime
    method: Method
    this_one: bool


@dataclass(frozen=True)
class ResetLine:
    """A request that waits for a second person. Nobody stands for the operator."""

    id: UUID
    organisation_id: UUID
    staff_id: UUID
    what: Resettable
    asked_by: UUID | None
    asked_at: datetime


async def signed_in_staff(session: AsyncSession, organisation_id: UUID, at: datetime) -> set[UUID]:
    """Those of the organisation's people who have a session that has not ended."""
    query = (
        select(StaffSession.staff_id)
        .join(StaffMember, col(StaffMember.id) == StaffSession.staff_id)
        .where(StaffMember.organisation_id == organisation_id)
        .where(col(StaffSession.ended_at).is_(None), StaffSession.seen_at > at - IDLE)
        .where(StaffSession.started_at > at - LONGEST)
    )
    return set((await session.exec(query)).all())


async def staff_session(session: AsyncSession, token_hash: bytes) -> SessionHolder | None:
    found = await lines(session, SessionHolder, _HOLDER, token_hash=token_hash)
    return found[0] if found else None


@dataclass(frozen=True)
class HeldMember:
    password_hash: str | None


async def hold_member(session: AsyncSession, staff_id: UUID) -> HeldMember | None:
    """As they are now; none of whoever left.

    Held: of two things done to somebody at once, one happens after the other.
    """
    query = (
        select(StaffMember.id, StaffMember.password_hash)
        .where(StaffMember.id == staff_id, col(StaffMember.left_at).is_(None))
        .with_for_update(key_share=True)
    )
    row = (await session.exec(query)).first()
    return HeldMember(row[1]) if row else None


async def sessions_of(
    session: AsyncSession, staff_id: UUID, this_hash: bytes, at: datetime
) -> list[SessionLine]:
    """Those that have not ended, the newest first."""
    query = (
        select(StaffSession)
        .where(StaffSession.staff_id == staff_id, col(StaffSession.ended_at).is_(None))
        .where(StaffSession.seen_at > at - IDLE, StaffSession.started_at > at - LONGEST)
        .order_by(col(StaffSession.started_at).desc())
    )
    return [
        SessionLine(s.started_at, s.seen_at, Method(s.method), s.token_hash == this_hash)
        for s in (await session.exec(query)).all()
    ]


async def second_factor(session: AsyncSession, staff_id: UUID) -> SecondFactor | None:
    query = select(SecondFactor).where(SecondFactor.staff_id == staff_id)
    return (await session.exec(query)).first()


async def with_second_factor(session: AsyncSession, organisation_id: UUID) -> set[UUID]:
    """One of ours, or the one that the provider of their house asks for."""
    query = select(StaffMember.id).where(StaffMember.organisation_id == organisation_id)
    ours = select(SecondFactor.staff_id)
    theirs = select(Identity.staff_id)
    proved = or_(col(StaffMember.id).in_(ours), col(StaffMember.id).in_(theirs))
    return set((await session.exec(query.where(proved))).all())


async def waiting_resets(
    session: AsyncSession, organisation_id: UUID, at: datetime
) -> list[ResetLine]:
    """Neither approved nor refused, of people who are still here."""
    query = (
        select(Reset)
        .join(StaffMember, col(StaffMember.id) == Reset.staff_id)
        .where(Reset.organisation_id == organisation_id, col(StaffMember.left_at).is_(None))
        .where(col(Reset.approved_at).is_(None), col(Reset.refused_at).is_(None))
        .where(Reset.asked_at > at - REQUEST_LASTS)
        .order_by(col(Reset.asked_at))
    )
    return [
        ResetLine(r.id, r.organisation_id, r.staff_id, r.what, r.asked_by, r.asked_at)
        for r in (await session.exec(query)).all()
    ]


async def approved_reset(
    session: AsyncSession, token_hash: bytes, at: datetime
) -> tuple[Reset, StaffMember] | None:
    """Whose code this is, while it works."""
    query = (
        select(Reset, StaffMember)
        .join(StaffMember, col(StaffMember.id) == Reset.staff_id)
        .where(Reset.token_hash == token_hash, col(Reset.used_at).is_(None))
        .where(col(Reset.refused_at).is_(None), col(Reset.approved_at).is_not(None))
        .where(col(Reset.expires_at) > at, col(StaffMember.left_at).is_(None))
    )
    row = (await session.exec(query)).first()
    return (row[0], row[1]) if row else None
