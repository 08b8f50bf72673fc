"""Reports at the desk: the list, and one version on its way to the public page."""

from fastapi import APIRouter

from backend.reports.desk_routes import listing, versions

router = APIRouter(prefix="/desk")
for part in (listing, versions):
    router.include_router(part.router)
