"""The desk's pages on objections and on what is set aside, beside the page of a case."""

from backend.objections.desk_routes import deciding, setting_aside
from backend.objections.desk_routes.case_section import objections_of_case
from backend.web.routers import RouterBelow

__all__ = ["objections_of_case", "router"]

router = RouterBelow(prefix="/desk")
for part in (deciding, setting_aside):
    router.include_router(part.router)
