"""The desk: the queue, one case, translations, and what is put to owners of systems."""

from fastapi import APIRouter

from backend.triage.desk_routes import asked, cases, leaving, queue, replies, translations

router = APIRouter(prefix="/desk")
for part in (queue, cases, replies, asked, translations, leaving):
    router.include_router(part.router)
