"""The public door's own pages: home, filing, receipt, follow-up, and what stands about us."""

from fastapi import APIRouter

from backend.grievances.public_routes import files, filing, following, home, lost_code, receipts

router = APIRouter()
# The pages with routes of their own come before the form's "/{page}".
for part in (home, files, receipts, filing, lost_code, following):
    router.include_router(part.router)
