"""Counting the facts of an office and a quarter into the figures of a draft."""

import asyncio
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import OrganisationLine, organisation
from backend.cases.actions.clocks import local_day
from backend.cases.queries.workflow_files import taxonomy_version
from backend.cases.rules.clocks import Limit
from backend.errors import Absent
from backend.jurisdictions.queries import OfficeCalendar, limits, working_calendar
from backend.jurisdictions.queries.days_off import Place, days_off_at, days_off_by_place
from backend.reports.models import Publication
from backend.reports.queries.approved_tables import approved_tables
from backend.reports.queries.facts import calendars_of_period, counted_facts
from backend.reports.queries.publications import (
    Draft,
    draft,
    drafts_of_office,
    in_force,
    releases_of_office,
)
from backend.reports.queries.register import register
from backend.reports.rules.composing import Composition, compose, cuts_of
from backend.reports.rules.correcting import corrected
from backend.reports.rules.disclosure.releases import carried
from backend.reports.rules.editions import State
from backend.reports.rules.figures import as_json, fingerprint
from backend.reports.rules.frame import Frame, Office
from backend.reports.rules.periods import Period


async def compose_draft(session: AsyncSession, publication_id: UUID, at: datetime) -> None:
    """Fill a version that is being composed; one that is further on is left alone.

    In a transaction that reads ``at_one_moment``: tables that share a total are counted one after
    the other, while the worker goes on noting facts.
    """
    found = await draft(session, publication_id)
    if found is None or found.edition.state is not State.COMPOSING:
        return
    office = await organisation(session, found.edition.office_id, "en")
    if office is None:
        raise Absent
    composition = await _composed(session, found, office, at)
    figures = composition.figures
    await _set(
        session,
        publication_id,
        figures=as_json(figures),
        release=composition.release.to_json(),
        sha256=fingerprint(figures),
        provisional=figures.provisional,
        composed_at=at,
        state=State.DRAFT.value,
        fault=None,
    )


async def give_up(session: AsyncSession, publication_id: UUID, fault: str) -> None:
    """The desk shows that counting failed; a new draft may be asked for."""
    await _set(session, publication_id, state=State.FAILED.value, fault=fault)


async def _composed(
    session: AsyncSession, found: Draft, office: OrganisationLine, at: datetime
) -> Composition:
    frame = await frame_of(session, office, found.edition.period, local_day(office, at))
    facts = await counted_facts(session, frame, cuts_of(frame.approved))
    known = await register(session, frame.end)
    # The worker goes on answering its queue while the numbers are crunched.
    composition = await asyncio.to_thread(compose, facts, known, frame)
    return await _beside_old(session, found, composition)


async def frame_of(
    session: AsyncSession, office: OrganisationLine, period: Period, as_of: date
) -> Frame:
    """``as_of``: the day on which the figures are frozen."""
    off = await days_off_by_place(session)
    calendars = await calendars_of_period(session, office.id, period)
    return Frame(
        period=period,
        office=Office(office.id, office.slug, office.country),
        as_of=as_of,
        approved=approved_tables(),
        calendars={code: _calendar(code, off) for code in calendars},
        limits={name: Limit(*limit) for name, limit in limits(office.country).items()},
        code_list_version=taxonomy_version(),
        hidden_before=carried(await releases_of_office(session, office.id), period),
    )


def _calendar(code: str, off: dict[Place, tuple[date, ...]]) -> OfficeCalendar:
    country, _, subdivision = code.partition("-")
    place = (country, subdivision or None)
    return working_calendar(*place, days_off_at(off, place))


async def _beside_old(session: AsyncSession, found: Draft, new: Composition) -> Composition:
    """Where an older version is published: only what may stand beside it."""
    every = await drafts_of_office(session, found.edition.office_id)
    old = in_force([each for each in every if each.edition.slug == found.edition.slug])
    if old is None or old.edition.read is None or old.release is None:
        return new
    later = any(
        each.edition.period > found.edition.period and each.edition.published_on for each in every
    )
    before = (old.edition.read, old.release)
    return corrected(new, before, approved_tables().people, next_is_out=later)


async def _set(session: AsyncSession, publication_id: UUID, **values: object) -> None:
    await session.exec(
        update(Publication)
        .where(col(Publication.id) == publication_id)
        .where(col(Publication.state) == State.COMPOSING.value)
        .values(**values)
    )
