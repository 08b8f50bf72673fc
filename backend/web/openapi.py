"""The description of the API: only its own routes, at ``/api/openapi.json``."""

from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts
from pydantic.json_schema import models_json_schema

from backend.web.api import PREFIX, Problem

ABOUT = """\
File a complaint about an AI system, follow it with its receipt code, read the public register
and the published reports.

**Nothing here needs an account.** Whoever holds a receipt code can read that one complaint, so
keep it as you would keep a password. It travels in bodies only, never in an address, and is
answered once: within 24 hours the same request with the same `Idempotency-Key` gives it again,
later never. No cookies are set, and no other site's scripts may read the answers.

**Retries.** `Idempotency-Key` is 22 to 128 visible characters that nobody can guess, such as a
random UUID. The same key with the same body gives the same answer and does nothing a second time;
with another body it is refused (409).

**Limits** are counted for each network and hour or minute: 429 with `Retry-After`.

**Days only.** No answer says at which hour something was filed or written.
"""

router = APIRouter()


@router.get("/api/openapi.json", include_in_schema=False)
async def description(request: Request) -> dict[str, Any]:
    app: FastAPI = request.app
    if app.openapi_schema is None:
        app.openapi_schema = described(app)
    return app.openapi_schema


def described(app: FastAPI) -> dict[str, Any]:
    routes = [c for c in iter_route_contexts(app.routes) if _is_ours(c)]
    document = get_openapi(
        title="Suara",
        version="1",
        summary="Complaints about AI systems",
        description=ABOUT,
        routes=routes,
    )
    _, parts = models_json_schema(
        [(Problem, "serialization")], ref_template="#/components/schemas/{model}"
    )
    document["components"]["schemas"] |= parts["$defs"]
    for methods in document["paths"].values():
        for operation in methods.values():
            operation["operationId"] = operation["operationId"].partition("_api_")[0]
    # An empty list says it: no call needs a key or a login.
    return document | {"security": []}


def _is_ours(context: Any) -> bool:
    return str(getattr(context, "path", "")).startswith(f"{PREFIX}/")
