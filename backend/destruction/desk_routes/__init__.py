"""The desk's pages on destruction: the list of an office, and what is said of one case."""

from fastapi import APIRouter

from backend.destruction.desk_routes import case, listing
from backend.destruction.desk_routes.case import destruction_of_case

__all__ = ["destruction_of_case", "router"]

router = APIRouter(prefix="/desk")
for part in (listing, case):
    router.include_router(part.router)
