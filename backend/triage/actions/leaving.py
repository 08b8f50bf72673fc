"""Handing over every case of somebody who leaves, and closing their account, in one step."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.actions.changing import end_employment
from backend.audit.actions import Actor, Happening, record
from backend.cases.actions.describing import describe_case
from backend.cases.actions.moves import Step
from backend.cases.rules.workflow import Mover
from backend.database.doors import enter
from backend.errors import Conflict, Fault, Forbidden, Unacceptable
from backend.triage.queries.leaving import Leaving


class HandedOverMeanwhile(Conflict):
    """The page showed something else than would be done now."""

    code = "handed_over_meanwhile"


async def let_go(
    session: AsyncSession, found: Leaving, by: tuple[UUID, str], seen: str, at: datetime
) -> None:
    """``by``: who does it, and their role; ``seen``: the sign of the plan that they saw."""
    staff_id, role = by
    if found.person.id == staff_id:
        raise Forbidden
    if not found.chosen():
        raise Unacceptable(Fault("to", "nobody_takes_over"))
    if seen != found.sign():
        raise HandedOverMeanwhile
    actor = Actor("staff", staff_id)
    for case in found.cases:
        taker = found.plan[case.id]
        await enter(session, case_id=case.id)
        step = Step(
            "assigned", Mover(frozenset({role})), actor, at, case.revision,
            facts={"assignee": str(taker)}, values={"assignee_id": taker},
        )  # fmt: skip
        await describe_case(session, case.id, step)
    await _note(session, found, actor, at)
    await end_employment(session, found.person, actor, at)


async def _note(session: AsyncSession, found: Leaving, actor: Actor, at: datetime) -> None:
    """How many went to whom; which, is on the record of each case."""
    about = found.person.organisation_id
    shares = {str(share.person.id): share.cases for share in found.shares()}
    facts = {"staff": str(found.person.id), "shares": shares}
    happening = Happening("staff.cases_handed_over", actor, about, (about,), at, facts)
    await record(session, happening)
