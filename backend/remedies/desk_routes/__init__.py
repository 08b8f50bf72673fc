"""The owner's side of the desk: its systems, model updates, and the cases that they answer."""

from backend.remedies.desk_routes import listing, updates
from backend.remedies.desk_routes.case_section import updates_of_case
from backend.web.routers import RouterBelow

__all__ = ["router", "updates_of_case"]

router = RouterBelow(prefix="/desk")
for part in (listing, updates):
    router.include_router(part.router)
