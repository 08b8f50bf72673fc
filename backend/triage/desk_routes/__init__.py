"""The desk: the queue, one case, translations, and what is put to owners of systems."""

from backend.triage.desk_routes import (
    asked,
    bulk,
    cases,
    leaving,
    presence,
    printing,
    queue,
    replies,
    today,
    translations,
    views,
)
from backend.web.routers import RouterBelow

router = RouterBelow(prefix="/desk")
for part in (
    queue, today, cases, replies, asked, translations, leaving, printing, presence, views, bulk,
):  # fmt: skip
    router.include_router(part.router)
