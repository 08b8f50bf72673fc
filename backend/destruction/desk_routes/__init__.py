"""The desk's pages on destruction: the list of an office, and what is said of one case."""

from backend.destruction.desk_routes import case, listing
from backend.destruction.desk_routes.case import destruction_of_case
from backend.web.routers import RouterBelow

__all__ = ["destruction_of_case", "router"]

router = RouterBelow(prefix="/desk")
for part in (listing, case):
    router.include_router(part.router)
