"""Objecting to a decision, once; deciding the objection; handing it to the intake office."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import OrganisationLine
from backend.cases.actions.moves import Step, take_step
from backend.cases.models import Clock, Decision, Objection
from backend.cases.queries.cases import decision_in_force
from backend.cases.queries.objections import ObjectionLine, objections
from backend.cases.rules.case import KnownCase
from backend.clock import to_the_hour
from backend.database.rows import add
from backend.errors import Conflict
from backend.sealing.actions import Holder, slot_for_organisation


class ObjectedAlready(Conflict):
    """One objection to each decision; this one was decided."""

    code = "objected_already"


@dataclass(frozen=True)
class Verdict:
    """How an objection is decided. ``message_id``: the reason, as the person reads it."""

    objection: ObjectionLine
    upheld: bool
    message_id: UUID


async def object_to_decision(
    session: AsyncSession, case: KnownCase, reason_id: UUID | None, step: Step
) -> None:
    """The case is opened again. An earlier decision may have had an objection of its own."""
    decision = await decision_in_force(session, case.id)
    known = await objections(session, case.id)
    if decision and decision.id in {line.decision_id for line in known}:
        raise ObjectedAlready
    after = await take_step(session, case.id, step)
    if decision:
        await add(session, Objection, case_id=case.id, id=uuid4(), parties=[after.handler_id],
                decision_id=decision.id, reason_id=reason_id, at=to_the_hour(step.at))  # fmt: skip


async def keep_verdict(
    session: AsyncSession, case_id: UUID, verdict: Verdict, by: UUID, at: datetime
) -> None:
    """A decision that is reversed is replaced, and stays to be read in the file."""
    await session.exec(
        update(Objection)
        .where(col(Objection.case_id) == case_id, col(Objection.id) == verdict.objection.id)
        .values(
            upheld=verdict.upheld, decided_by=by, decided_at=at, message_id=verdict.message_id
        )
    )  # fmt: skip
    if verdict.upheld:
        await session.exec(
            update(Decision)
            .where(col(Decision.case_id) == case_id)
            .where(col(Decision.id) == verdict.objection.decision_id)
            .where(col(Decision.replaced_at).is_(None))
            .values(replaced_at=at)
        )


async def end_contest(session: AsyncSession, case_id: UUID, at: datetime) -> None:
    """After an objection that was not upheld there is no second one to the same decision."""
    await session.exec(
        update(Clock)
        .where(col(Clock.case_id) == case_id, col(Clock.name) == "contest")
        .where(col(Clock.stopped_at).is_(None))
        .values(stopped_at=at)
    )


async def hand_over(
    session: AsyncSession,
    case: KnownCase,
    objection: ObjectionLine,
    to: tuple[OrganisationLine, dict[str, bytes]],
    at: datetime,
) -> None:
    """``to``: the intake office and the keys of the case. Afterwards the giver sees nothing."""
    office, keys = to
    await session.exec(
        update(Objection)
        .where(col(Objection.case_id) == case.id, col(Objection.id) == objection.id)
        .values(handed_at=at)
    )
    holder = Holder(office.id, office.public_key, (office.id,))
    slots = [slot_for_organisation(case.id, name, key, holder) for name, key in keys.items()]
    connection = await session.connection()
    await connection.exec_driver_sql(
        "SELECT hand_over_case(%s, %s, %s::uuid[], %s::text[], %s::bytea[])",
        (
            case.id,
            office.id,
            [slot["id"] for slot in slots],
            [slot["key_name"] for slot in slots],
            [slot["wrapped"] for slot in slots],
        ),
    )
