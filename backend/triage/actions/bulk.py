"""One act on many cases, in one transaction: each with its own step and its own record."""

from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.errors import Conflict, Fault, Unacceptable
from backend.sealing.keys import Keyring
from backend.triage.actions.assessing import assess, assign, classify
from backend.triage.queries.bulk import slug_of
from backend.triage.queries.work import Person, Work, work_on
from backend.triage.rules.bulk import Line, Plan, Together
from backend.triage.rules.typed import Words

ACTS = {"assess": assess, "classify": classify}


class ManyChanged(Conflict):
    """Some cases are not as the preview showed them; nothing was done. Facts: ``references``."""

    code = "many_changed"


async def act_on_many(
    session: AsyncSession, keyring: Keyring, person: Person, plan: Plan, asked: tuple[str, datetime]
) -> int:
    """``asked``: what the preview showed, and the moment. Gives how many cases were changed."""
    seen, at = asked
    changed = plan.changed_since(seen)
    if changed:
        raise ManyChanged(references=", ".join(changed))
    if not plan.doable():
        raise Unacceptable(Fault("case", "nothing_to_do"))
    for line in plan.doable():
        work = await work_on(session, keyring, person, (line.reference, line.revision, at))
        await _act(session, work, plan, line)
    return len(plan.doable())


async def _act(session: AsyncSession, work: Work, plan: Plan, line: Line) -> None:
    if plan.act is Together.ASSIGN:
        await assign(session, work, Words(about=str(plan.typed or "")))
        return
    # What each case is about besides stays as it is.
    slug = await slug_of(session, work.case.system_id)
    described = replace(plan.typed, system=slug, language=work.case.language)
    await ACTS[line.move](session, work, described)
