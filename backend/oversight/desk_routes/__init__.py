"""The house's pages about itself: the record of who did what, the outbox, machine translation."""

from fastapi import APIRouter

from backend.oversight.desk_routes import days_off, engine, outbox, record

router = APIRouter(prefix="/desk")
for part in (record, outbox, engine, days_off):
    router.include_router(part.router)
