"""The public register as reports count it."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.reports.rules.register import (
    AssessmentOf,
    OversightOf,
    RecordedUpdate,
    Register,
    RegisteredSystem,
)
from backend.systems.queries.lines import SystemPage
from backend.systems.queries.listing import system_choices
from backend.systems.queries.pages import assessments, system_page


async def register(session: AsyncSession, on: date) -> Register:
    """Published systems with what is recorded of them, and their published model updates."""
    lines = await system_choices(session, "en")
    found = [await system_page(session, line.slug, "en") for line in lines]
    pages = [page for page in found if page is not None]
    assessed = await _assessments(session, {page.line.id: _current(page, on) for page in pages})
    return Register(
        tuple(_system(page, assessed[page.line.id]) for page in pages),
        tuple(
            RecordedUpdate(str(update.id), page.line.slug, update.live_from, page.line.countries)
            for page in pages
            for update in page.updates
        ),
    )


async def _assessments(
    session: AsyncSession, current: dict[UUID, UUID | None]
) -> defaultdict[UUID, list[AssessmentOf]]:
    by_system: defaultdict[UUID, list[AssessmentOf]] = defaultdict(list)
    for a in await assessments(session):
        if a.published_on is not None and a.system_id in current:
            covers = a.version_id is None or a.version_id == current[a.system_id]
            by_system[a.system_id].append(
                AssessmentOf(
                    a.kind, a.status, a.completed_on, a.valid_until, covers, bool(a.public_url)
                )
            )
    return by_system


def _current(page: SystemPage, on: date) -> UUID | None:
    """The newest version that is live; versions come newest first."""
    return next((version.id for version in page.versions if version.live_from <= on), None)


def _system(page: SystemPage, assessed: list[AssessmentOf]) -> RegisteredSystem:
    return RegisteredSystem(
        page.line.slug,
        page.line.countries,
        page.line.phase,
        page.risk_tier,
        page.risk_basis,
        tuple(assessed),
        tuple(
            OversightOf(o.mode, page.oversight_role.text, o.can_override, o.evidence_on)
            for o in page.oversights
        ),
    )
