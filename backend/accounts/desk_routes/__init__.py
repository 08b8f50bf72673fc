"""Signing in and out, one's own account, and the people of an organisation."""

from backend.accounts.desk_routes import (
    colleagues,
    me,
    on_call,
    people,
    provider,
    second_factor,
    signing_in,
    signing_in_elsewhere,
)
from backend.web.routers import RouterBelow

router = RouterBelow(prefix="/desk")
for part in (
    signing_in, signing_in_elsewhere, second_factor, me, people, colleagues, on_call, provider,
):  # fmt: skip
    router.include_router(part.router)
