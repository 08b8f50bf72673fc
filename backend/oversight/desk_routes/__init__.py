"""The house's pages about itself: the record of who did what, the outbox, machine translation."""

from backend.oversight.desk_routes import days_off, engine, outbox, record
from backend.web.routers import RouterBelow

router = RouterBelow(prefix="/desk")
for part in (record, outbox, engine, days_off):
    router.include_router(part.router)
