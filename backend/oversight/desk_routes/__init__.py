"""The house's pages about itself: the record of who did what, and the outbox."""

from fastapi import APIRouter

from backend.oversight.desk_routes import outbox, record

router = APIRouter(prefix="/desk")
for part in (record, outbox):
    router.include_router(part.router)
