"""The API's calls for programs that file and follow complaints."""

from backend.grievances.api_routes import filing, following
from backend.web.api import PREFIX
from backend.web.routers import RouterBelow

router = RouterBelow(prefix=PREFIX)
for part in (filing, following):
    router.include_router(part.router)
