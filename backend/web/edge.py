"""Puts the edge around an application: headers, limits, journal, error pages, assets."""

from fastapi import FastAPI

from backend.settings import Settings
from backend.web import assets
from backend.web.errors import LastResort, install_handlers
from backend.web.headers import BodyLimit, DoorHeaders
from backend.web.journal import Journal


def install_edge(app: FastAPI, settings: Settings) -> None:
    """Sets ``app.state.settings`` too. The middleware added last is the outermost."""
    app.state.settings = settings
    install_handlers(app)
    app.include_router(assets.router)
    app.add_middleware(BodyLimit)
    app.add_middleware(LastResort)
    app.add_middleware(Journal)
    if settings.metrics_address:
        from backend.web.measuring import Measuring  # noqa: PLC0415  loads a server of its own

        app.add_middleware(Measuring)
    app.add_middleware(DoorHeaders, settings=settings)
