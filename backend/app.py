"""Composition root: puts doors, capabilities and the edge together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from sqlalchemy.ext.asyncio import AsyncEngine

import backend.accounts.desk_routes
import backend.destruction.desk_routes
import backend.destruction.desk_routes.listing
import backend.grievances.api_routes
import backend.grievances.public_routes
import backend.lost_receipts.desk_routes
import backend.objections.desk_routes
import backend.on_behalf.desk_routes
import backend.oversight.desk_routes
import backend.remedies.desk_routes
import backend.reply_templates.desk_routes
import backend.reports.api_routes
import backend.reports.desk_routes
import backend.reports.open_data
import backend.reports.public_routes
import backend.systems.api_routes
import backend.systems.desk_routes
import backend.systems.public_routes
import backend.texts.desk_routes
import backend.triage.desk_routes
import backend.triage.desk_routes.replies
import backend.triage.desk_routes.translations
from backend.accounts.staff import locale_of_staff
from backend.cases.queries.reply_files import shipped_replies
from backend.cases.queries.workflow_files import taxonomy, workflow_named
from backend.database.addresses import address_of_door
from backend.database.doors import engine_for
from backend.destruction.queries.retention import retention
from backend.jurisdictions.queries import countries
from backend.reports.queries.approved_tables import approved_tables
from backend.sealing.files import FileStore
from backend.sealing.keys import Keyring, MasterKey
from backend.settings import Settings, settings
from backend.web import health, openapi
from backend.web.edge import install_edge
from backend.web.elsewhere import install_elsewhere
from backend.web.guard import refuse_owners_of_tables

BOTH = frozenset({"public", "desk"})
ROUTERS = {
    # What complainants do is tried first: addresses are looked for one after the other.
    "public": (
        backend.grievances.public_routes.router,
        backend.grievances.api_routes.router,
        openapi.router,
        backend.systems.api_routes.router,
        backend.reports.api_routes.router,
        backend.systems.public_routes.router,
        backend.reports.public_routes.router,
        backend.reports.open_data.router,
    ),
    "desk": (
        backend.accounts.desk_routes.router,
        backend.triage.desk_routes.router,
        backend.destruction.desk_routes.router,
        backend.objections.desk_routes.router,
        backend.lost_receipts.desk_routes.router,
        backend.on_behalf.desk_routes.router,
        backend.reply_templates.desk_routes.router,
        backend.texts.desk_routes.router,
        backend.reports.desk_routes.router,
        backend.remedies.desk_routes.router,
        backend.systems.desk_routes.router,
        backend.oversight.desk_routes.router,
    ),
}
#: What capabilities above triage show on the page of a case.
CASE_SECTIONS = (
    backend.triage.desk_routes.replies.replies_of_case,
    backend.remedies.desk_routes.updates_of_case,
    backend.objections.desk_routes.objections_of_case,
    backend.lost_receipts.desk_routes.receipt_of_case,
    backend.destruction.desk_routes.destruction_of_case,
)


#: It would send whole addresses away, with the words that somebody looks for.
NOTHING_TRACED: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
#: How much waits in a section of the desk, for the person who is signed in.
WAITING_COUNTS = {
    "/desk/translations": backend.triage.desk_routes.translations.waiting_for,
    "/desk/destruction": backend.destruction.desk_routes.listing.waiting_for,
}


@dataclass(eq=False)
class Installation:
    """What one process works with. Only a process with the desk's door gets the master key."""

    settings: Settings
    engines: dict[str, AsyncEngine]
    files: FileStore
    keyring: Keyring | None = None
    with_test_locales: bool = field(default=False)
    # Outside tests: everywhere but in the demonstration.
    second_factor_needed: bool = field(default=False)


def install_from_settings(doors: frozenset[str]) -> Installation:
    chosen = settings()
    return Installation(
        chosen,
        {door: engine_for(address_of_door(chosen, door)) for door in doors},
        FileStore(chosen.files),
        Keyring(MasterKey.read(chosen.key_file)) if "desk" in doors else None,
        second_factor_needed=not chosen.demonstration,
    )


def create_app(doors: frozenset[str] = BOTH, installation: Installation | None = None) -> FastAPI:
    """An application with one door or both."""
    installed = installation or install_from_settings(doors)
    check_data_files()
    app = FastAPI(
        title="Suara", version="1", docs_url=None, redoc_url=None, openapi_url=None,
        lifespan=lifespan, telemetry=NOTHING_TRACED,
    )  # fmt: skip
    app.state.engines = installed.engines
    app.state.files = installed.files
    app.state.keyring = installed.keyring
    app.state.case_sections = CASE_SECTIONS
    app.state.waiting_counts = WAITING_COUNTS
    app.state.locale_of_staff = locale_of_staff if "desk" in doors else None
    app.state.with_test_locales = installed.with_test_locales
    app.state.second_factor_needed = installed.second_factor_needed
    app.include_router(health.router)
    for door in sorted(doors):
        for router in ROUTERS[door]:
            app.include_router(router)
    install_edge(app, installed.settings)
    install_elsewhere(app)
    return app


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    for engine in app.state.engines.values():
        await refuse_owners_of_tables(engine)
    yield
    for engine in app.state.engines.values():
        await engine.dispose()


def check_data_files() -> None:
    """A fault in workflows/ stops the start, with file, line and reason."""
    countries()
    taxonomy()
    shipped_replies()
    approved_tables()
    retention()
    workflow_named("standard")
