"""On the way to a provider and back: what is asked, and who came."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.actions.people import token_hash
from backend.accounts.models import (
    Identity,
    Invitation,
    SignInElsewhere,
    StaffMember,
)
from backend.accounts.queries.providers import invited_as, known_as
from backend.accounts.rules.identity_tokens import Asked, NotBelieved, Proved
from backend.audit.actions import Actor, Happening, record
from backend.database.doors import enter
from backend.database.rows import add
from backend.sealing.keys import derived

LONGEST_WAY = timedelta(minutes=10)


def asked_with(key: str, back: str) -> Asked:
    """State, nonce and verifier belong to the key that only the browser's cookie holds."""
    state, nonce, verifier = (
        derived(key.encode(), f"sign-in {name}").hex() for name in ("state", "nonce", "verifier")
    )
    return Asked(state, nonce, verifier, back)


async def set_out(session: AsyncSession, there: tuple[UUID, str], at: datetime) -> str:
    """``there``: the organisation and its issuer. Gives the key for the browser's cookie."""
    key = secrets.token_urlsafe(32)
    await add(
        session,
        SignInElsewhere,
        key_hash=token_hash(key),
        organisation_id=there[0],
        issuer=there[1],
        started_at=at,
    )
    return key


async def come_back(session: AsyncSession, there: tuple[UUID, str], key: str, at: datetime) -> bool:
    """True once, within ten minutes, from the provider that the browser was sent to."""
    gone = await session.exec(
        delete(SignInElsewhere)
        .where(col(SignInElsewhere.key_hash) == token_hash(key))
        .returning(
            col(SignInElsewhere.organisation_id),
            col(SignInElsewhere.issuer),
            col(SignInElsewhere.started_at),
        )
    )
    found = gone.first()
    return found is not None and tuple(found[:2]) == there and at - found[2] <= LONGEST_WAY


async def whoever_proved(
    session: AsyncSession, organisation_id: UUID, proved: Proved, at: datetime
) -> StaffMember:
    """Known by issuer and subject, or linked now, once, to an open invitation."""
    known = await known_as(session, organisation_id, proved.issuer, proved.subject)
    if known is not None:
        return known
    invited = None
    if proved.email:
        invited = await invited_as(session, organisation_id, proved.email, at)
    if invited is None:
        raise NotBelieved("unknown")
    await _link(session, invited, proved, at)
    return invited


async def _link(session: AsyncSession, member: StaffMember, proved: Proved, at: datetime) -> None:
    await session.exec(
        update(Invitation)
        .where(col(Invitation.staff_id) == member.id, col(Invitation.used_at).is_(None))
        .values(used_at=at)
    )
    await add(
        session,
        Identity,
        issuer=proved.issuer,
        subject=proved.subject,
        staff_id=member.id,
        linked_at=at,
    )
    await enter(session, organisation=member.organisation_id)
    about, actor = member.organisation_id, Actor("staff", member.id)
    facts = {"staff": str(member.id)}
    await record(session, Happening("staff.linked", actor, about, (about,), at, facts))
