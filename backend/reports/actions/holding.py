"""Holding a report while something is done to it, and noting that it was."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import OrganisationLine, organisation
from backend.audit.actions import Actor, Happening, record
from backend.errors import Absent, Conflict
from backend.reports.models import Publication
from backend.reports.queries.publications import Draft, draft, lock_report
from backend.reports.rules.editions import OPERATOR, State


class NotNow(Conflict):
    """The report is not in a state in which this can be done. Facts: ``state``."""

    code = "report_not_now"


@dataclass(frozen=True)
class Publisher:
    """Somebody of an office; nobody in particular where an operator builds a report."""

    office_id: UUID
    id: UUID = OPERATOR

    @property
    def actor(self) -> Actor:
        return Actor("operator") if self.id == OPERATOR else Actor("staff", self.id)


async def in_state(
    session: AsyncSession, by: Publisher, publication_id: UUID, *states: State
) -> Draft:
    """The version as it stands, held; ``NotNow`` where it stands elsewhere."""
    found = await draft(session, publication_id, by.office_id)
    if found is None:
        raise Absent
    versions = await versions_of(session, by.office_id, found.edition.slug)
    now = next((v for v in versions if v.edition.id == publication_id), None)
    if now is None:
        raise Absent
    if now.edition.state not in states:
        raise NotNow(state=now.edition.state)
    return now


async def versions_of(session: AsyncSession, office_id: UUID, slug: str) -> list[Draft]:
    """Held: what two people do to one report happens one after the other."""
    connection = await session.connection()
    await connection.exec_driver_sql(
        "SELECT pg_advisory_xact_lock(hashtext('suara.report'), hashtext(%s))", (slug,)
    )
    return await lock_report(session, office_id, slug)


async def hold_office(session: AsyncSession, office_id: UUID) -> None:
    """Of two reports of an office one is published after the other."""
    connection = await session.connection()
    await connection.exec_driver_sql(
        "SELECT pg_advisory_xact_lock(hashtext('suara.office'), hashtext(%s))", (str(office_id),)
    )


async def office_of(session: AsyncSession, office_id: UUID) -> OrganisationLine:
    office = await organisation(session, office_id, "en")
    if office is None:
        raise Absent
    return office


def name_of(found: Draft) -> tuple[str, int]:
    return found.edition.slug, found.edition.number


async def change(session: AsyncSession, found: Draft, **values: object) -> None:
    query = update(Publication).where(col(Publication.id) == found.edition.id)
    await session.exec(query.values(**values))


async def note(
    session: AsyncSession, by: Publisher, what: str, name: tuple[str, int], at: datetime
) -> None:
    slug, number = name
    facts = {"report": slug, "number": number}
    happening = Happening(f"report.{what}", by.actor, by.office_id, (by.office_id,), at, facts)
    await record(session, happening)
