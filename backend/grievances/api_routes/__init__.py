"""The API's calls for programs that file and follow complaints."""

from fastapi import APIRouter

from backend.grievances.api_routes import filing, following
from backend.web.api import PREFIX

router = APIRouter(prefix=PREFIX)
for part in (filing, following):
    router.include_router(part.router)
