"""The pages of those who file for others."""

from backend.on_behalf.desk_routes import kept, many, one
from backend.web.routers import RouterBelow

router = RouterBelow(prefix="/desk")
# The pages with names of their own stand before those that are named by a filing.
for part in (one, many, kept):
    router.include_router(part.router)
