"""What the person who complained can do with their case now."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.queries.cases import decision_in_force
from backend.cases.queries.clocks import clocks_of
from backend.cases.queries.objections import ObjectionLine, lies_before
from backend.cases.queries.workflow_files import workflow_named
from backend.cases.rules.case import KnownCase
from backend.cases.rules.stages import Stage
from backend.cases.rules.workflow import Mover, moves_allowed

COMPLAINANT = Mover(frozenset({"complainant"}))
DECIDED = (Stage.DECIDED, Stage.REMEDY_PENDING, Stage.CLOSED)


async def open_acts(
    session: AsyncSession, case: KnownCase, objected: Iterable[ObjectionLine], at: datetime
) -> list[str]:
    """Acts that are open now, as the contract names them; one objection to each decision."""
    workflow = workflow_named(case.workflow)
    clocks = {c.name: c for c in await clocks_of(session, case.id)}
    mover = replace(COMPLAINANT, facing=await lies_before(session, case.id))
    moves = {
        move.name
        for move in moves_allowed(workflow, case.stage, mover)
        if move.within is None or (move.within in clocks and clocks[move.within].due_at >= at)
    }
    decision = await decision_in_force(session, case.id)
    if decision and decision.id in {line.decision_id for line in objected}:
        moves.discard("object")
    can = [] if workflow.stages[case.stage].final else ["write"]
    can += [name for name in ("withdraw", "object") if name in moves]
    return can + (["solved", "not_solved"] if "not_solved" in moves else [])
