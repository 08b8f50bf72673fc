"""Reports at the desk: the list, and one version on its way to the public page."""

from backend.reports.desk_routes import listing, versions
from backend.web.routers import RouterBelow

router = RouterBelow(prefix="/desk")
for part in (listing, versions):
    router.include_router(part.router)
