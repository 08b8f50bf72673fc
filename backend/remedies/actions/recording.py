"""Recording a model update, and saying which cases it answers."""

from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.audit.actions import Actor, Happening, record
from backend.cases.queries.cases import case_by_id
from backend.database.doors import enter
from backend.database.queue import enqueue
from backend.errors import Absent, Fault, Unacceptable
from backend.remedies.queries.put_to_us import cases_put_to
from backend.remedies.rules import DescribedUpdate, Recorder
from backend.systems.actions import NewUpdate, add_version, record_update
from backend.systems.queries.facts import lock_system, system_facts_by_id
from backend.systems.queries.pages import versions
from backend.systems.queries.updates import updates_by_id


async def record_model_update(
    session: AsyncSession, by: Recorder, system_id: UUID, described: DescribedUpdate
) -> None:
    """Publish the update and link the cases that it answers, or nothing of it."""
    await lock_system(session, system_id)
    known = (await updates_by_id(session, [described.id], "en")).get(described.id)
    if known:
        if known.system_id != system_id:
            raise Absent
        return
    new = NewUpdate(
        system_id=system_id,
        version_id=await _version(session, system_id, described),
        live_from=described.live_from,
        recorded_by=by.staff_id,
        recorded_at=by.at,
        texts=described.texts,
        id=described.id,
    )
    await record_update(session, new)
    facts = {"system": str(system_id), "update": str(new.id)}
    happening = Happening(
        "system.update_recorded", Actor("staff", by.staff_id), by.organisation_id,
        (by.organisation_id,), by.at, facts,
    )  # fmt: skip
    await record(session, happening)
    await link_cases(session, by, (system_id, new.id), described.answers)


async def _version(session: AsyncSession, system_id: UUID, described: DescribedUpdate) -> UUID:
    if not described.version:
        return await add_version(session, system_id, described.version_name, described.live_from)
    known = {str(version.id): version.id for version in await versions(session, system_id)}
    if described.version not in known:
        raise Unacceptable(Fault("version", "not_a_choice"))
    return known[described.version]


async def link_cases(
    session: AsyncSession, by: Recorder, update: tuple[UUID, UUID], references: tuple[str, ...]
) -> None:
    """``update``: its system and its id. The people of these cases are told by a job."""
    system_id, update_id = update
    system = await system_facts_by_id(session, system_id)
    if system is None or system.owner_id != by.organisation_id:
        raise Absent
    put = {case.reference: case.case_id for case in await cases_put_to(session, system_id)}
    if not set(references) <= put.keys():
        raise Unacceptable(Fault("cases", "not_a_choice"))
    for reference in references:
        await _link(session, by, update_id, put[reference])
    if references:
        await enqueue(session, "remedies.tell_complainants", update_id=str(update_id))


async def _link(session: AsyncSession, by: Recorder, update_id: UUID, case_id: UUID) -> None:
    """The owner gains no sight of the case by it, and a link that is there stays as it was."""
    connection = await session.connection()
    linked = await connection.exec_driver_sql(
        "SELECT link_update(%s, %s, %s, %s, %s)",
        (uuid4(), update_id, case_id, by.staff_id, by.at),
    )
    done = linked.scalar_one()
    if done is None:
        # The office took the case back after the owner had chosen it.
        raise Unacceptable(Fault("cases", "taken_back"))
    case = await case_by_id(session, case_id)
    if case is None or not done:
        return
    await enter(session, case_id=case_id)
    happening = Happening(
        "case.update_linked", Actor("staff", by.staff_id), case_id, (case.handler_id,), by.at,
        {"update": str(update_id)},
    )  # fmt: skip
    await record(session, happening)
    await enqueue(session, "reports.note_facts", case_id=str(case_id))
