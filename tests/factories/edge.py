"""A small application behind the real edge: one page, one form of each door, every refusal."""

from typing import Annotated, Literal

import httpx
from fastapi import Body, FastAPI, Request, Response
from pydantic import BaseModel

from backend.errors import Absent, Conflict, Fault, Forbidden, Unacceptable
from backend.settings import Settings
from backend.web.csrf import PublicForm, StaffForm
from backend.web.edge import install_edge
from backend.web.refusals import TooOften
from backend.web.templates import refused, render

REFUSALS = {
    "absent": Absent(),
    "forbidden": Forbidden(),
    "conflict": Conflict(),
    "often": TooOften(17),
    "fault": Unacceptable(Fault("account", "too_long", (("length", 20001), ("longest", 20000)))),
}


class Asked(BaseModel, extra="forbid"):
    country: Literal["TH", "ID"]


def an_app(settings: Settings) -> FastAPI:
    app = FastAPI(openapi_url=None)
    install_edge(app, settings)

    @app.get("/{locale}/page")
    @app.get("/{locale}/complain/story")
    @app.get("/{locale}/systems")
    async def page(request: Request, locale: str) -> Response:
        return render(request, "errors/refused.html", sentence="", faults=[], csrf="")

    @app.get("/desk/")
    async def desk(request: Request) -> Response:
        return render(request, "errors/refused.html", sentence="", faults=[])

    @app.post("/{locale}/complain/story")
    async def send(request: Request, locale: str, form: PublicForm) -> Response:
        if not form.text("account"):
            fault = Unacceptable(Fault("account", "account_missing"))
            return refused(request, "errors/refused.html", form, fault, sentence="")
        return Response(form.text("account"), media_type="text/plain")

    @app.post("/desk/act")
    async def act(form: StaffForm) -> Response:
        return Response("done")

    @app.get("/en/refuse/{what}")
    @app.get("/id/refuse/{what}")
    @app.get("/th/refuse/{what}")
    @app.get("/api/v1/refuse/{what}")
    async def refuse(what: str) -> None:
        raise REFUSALS[what] if what in REFUSALS else ZeroDivisionError("a secret canary")

    @app.post("/api/v1/ask")
    async def ask(asked: Annotated[Asked, Body()]) -> dict[str, str]:
        return {"country": asked.country}

    return app


async def a_token(browser: httpx.AsyncClient, settings: Settings, path: str) -> str:
    from starlette.requests import Request as Asking

    from backend.web.csrf import token_for

    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = [(b"cookie", cookies.encode())] if cookies else []
    app = browser._transport.app
    scope = {"type": "http", "path": path, "headers": headers, "app": app, "query_string": b""}
    return token_for(Asking(scope))
