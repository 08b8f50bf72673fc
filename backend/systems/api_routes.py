"""The register of AI systems, for programs."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from backend.accounts.queries import OrganisationLine, organisations
from backend.errors import Absent
from backend.systems.queries.lines import SystemLine, SystemPage
from backend.systems.queries.listing import PAGE, RegisterFilter, published_systems
from backend.systems.queries.pages import system_page
from backend.web.api import (
    PREFIX,
    AcceptedLocale,
    Answer,
    ItemsPage,
    TextShown,
    cursor_after,
    problems,
    read_cursor,
    text_shown,
)
from backend.web.database_session import PublicSession
from backend.web.routers import RouterBelow

router = RouterBelow(prefix=f"{PREFIX}/systems", tags=["register"])


class SystemListed(Answer):
    slug: str
    name: TextShown
    purpose: TextShown
    owner: TextShown | None
    sector: str
    countries: list[str]
    phase: str


class SystemsPage(ItemsPage[SystemListed]):
    pass


class VersionShown(Answer):
    name: str
    live_from: date


class UpdateShown(Answer):
    version: str
    live_from: date
    what_changed: TextShown
    why: TextShown


class OversightShown(Answer):
    mode: str
    role: str
    can_override: bool
    evidence_on: date | None


class SystemShown(SystemListed):
    human_oversight: TextShown
    contact: str
    risk_tier: str
    risk_basis: str
    automation_level: str
    oversights: list[OversightShown]
    versions: list[VersionShown]
    updates: list[UpdateShown]


class AskedSystems(Answer, extra="forbid"):
    country: str = Query("", pattern="^([A-Z]{2})?$", description="ISO 3166-1.")
    q: str = Query("", max_length=200, description="Part of a name or purpose, in any language.")
    cursor: str = Query("", max_length=200, description="`next_cursor` of the page before.")


@router.get("", summary="List the systems", responses=problems(422))
async def systems(
    session: PublicSession, locale: AcceptedLocale, asked: Annotated[AskedSystems, Query()]
) -> SystemsPage:
    """In the order of their slugs; texts in the language of `Accept-Language` where there are."""
    wanted = RegisterFilter(q=asked.q, country=asked.country, after=read_cursor(asked.cursor)[:80])
    found = await published_systems(session, wanted, locale)
    owners = await organisations(session, locale)
    return SystemsPage(
        items=[_listed(line, owners) for line in found[:PAGE]],
        next_cursor=cursor_after(found[PAGE - 1].slug) if len(found) > PAGE else None,
    )


@router.get("/{slug}", summary="Read one system", responses=problems(404, 422))
async def system(session: PublicSession, locale: AcceptedLocale, slug: str) -> SystemShown:
    """With its versions and model updates, the newest first."""
    found = await system_page(session, slug, locale)
    if found is None:
        raise Absent
    return _shown(found, _listed(found.line, await organisations(session, locale)))


def _listed(line: SystemLine, owners: Mapping[UUID, OrganisationLine]) -> SystemListed:
    owner = owners.get(line.owner_id)
    return SystemListed(
        slug=line.slug,
        name=text_shown(line.name),
        purpose=text_shown(line.purpose),
        owner=text_shown(owner.name) if owner else None,
        sector=line.sector,
        countries=list(line.countries),
        phase=line.phase,
    )


def _shown(found: SystemPage, listed: SystemListed) -> SystemShown:
    return SystemShown(
        **dict(listed),
        human_oversight=text_shown(found.oversight_text),
        contact=found.contact,
        risk_tier=found.risk_tier,
        risk_basis=found.risk_basis,
        automation_level=found.automation_level,
        oversights=[
            OversightShown(
                mode=o.mode,
                role=found.oversight_role.text,
                can_override=o.can_override,
                evidence_on=o.evidence_on,
            )
            for o in found.oversights
        ],
        versions=[VersionShown(name=v.name, live_from=v.live_from) for v in found.versions],
        updates=[
            UpdateShown(
                version=u.version,
                live_from=u.live_from,
                what_changed=text_shown(u.what_changed),
                why=text_shown(u.why),
            )
            for u in found.updates
        ],
    )
