"""The desk: the queue, one case, and what is put to owners of systems."""

from fastapi import APIRouter

from backend.triage.desk_routes import asked, cases, queue

router = APIRouter(prefix="/desk")
for part in (queue, cases, asked):
    router.include_router(part.router)
