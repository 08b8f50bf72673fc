"""Setting a second factor up, and checking its codes. A code is taken once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.models import SecondFactor
from backend.accounts.queries.signing_in import hold_member, second_factor
from backend.accounts.rules.signing_in import new_secret, step_of
from backend.audit.actions import Actor, Happening, record
from backend.database.rows import add
from backend.errors import Conflict, Fault, Unacceptable
from backend.sealing.fields import Place, SealBroken
from backend.sealing.keys import MasterKey

#: Whose factor is looked for where there is no such person, so that it takes as long.
NOBODY = UUID(int=0)


class WrongCode(Unacceptable):
    code = "code_not_right"

    def __init__(self) -> None:
        super().__init__(Fault("code", self.code))


class FactorPresent(Conflict):
    """There is one already; only a reset by two people takes it away."""

    code = "second_factor_present"


def _place(staff_id: UUID) -> Place:
    return Place("second_factors", "sealed_secret", staff_id)


def _offered(staff_id: UUID) -> Place:
    """As it travels through the page on which it is set up, for this person only."""
    return Place("second_factors", "offered", staff_id)


def offer_secret(master: MasterKey, staff_id: UUID) -> tuple[str, str]:
    """A new secret, in plain and as the form carries it back."""
    secret = new_secret()
    return secret, master.wrap(secret.encode(), _offered(staff_id)).hex()


def offered_secret(master: MasterKey, staff_id: UUID, carried: str) -> str:
    """``WrongCode`` where the form was another person's, or was tampered with."""
    try:
        return master.unwrap(bytes.fromhex(carried[:400]), _offered(staff_id)).decode()
    except (ValueError, SealBroken):
        raise WrongCode from None


async def set_up_factor(
    session: AsyncSession, master: MasterKey, whom: tuple[UUID, UUID], given: tuple[str, str],
    at: datetime,
) -> None:  # fmt: skip
    """``whom``: organisation and person; ``given``: the secret and the first code that it gives."""
    organisation_id, staff_id = whom
    secret, typed = given
    await hold_member(session, staff_id)
    if await second_factor(session, staff_id):
        raise FactorPresent
    step = step_of(secret, typed, at)
    if step is None:
        raise WrongCode
    sealed = master.wrap(secret.encode(), _place(staff_id))
    await add(
        session, SecondFactor, staff_id=staff_id, sealed_secret=sealed, last_step=step, set_up_at=at
    )
    about = (organisation_id,)
    actor = Actor("staff", staff_id)
    await record(
        session, Happening("staff.second_factor_set_up", actor, organisation_id, about, at)
    )


async def check_code(
    session: AsyncSession, master: MasterKey, staff_id: UUID | None, typed: str, at: datetime
) -> int | None:
    """The step of the code; -1 where there is no factor to check; none where the code is wrong.

    Nothing is used up yet: see ``use_up``.
    """
    factor = await second_factor(session, staff_id or NOBODY)
    if factor is None:
        return -1
    secret = master.unwrap(factor.sealed_secret, _place(factor.staff_id)).decode()
    step = step_of(secret, typed, at)
    return step if step is not None and step > factor.last_step else None


async def use_up(session: AsyncSession, staff_id: UUID, step: int) -> bool:
    """False where another request took this code, or a later one, a moment ago."""
    taken = await session.exec(
        update(SecondFactor)
        .where(col(SecondFactor.staff_id) == staff_id, col(SecondFactor.last_step) < step)
        .values(last_step=step)
    )
    return bool(taken.rowcount)


async def take_factor_away(session: AsyncSession, staff_id: UUID) -> None:
    await session.exec(delete(SecondFactor).where(col(SecondFactor.staff_id) == staff_id))
