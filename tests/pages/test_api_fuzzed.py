"""Thousands of requests made from the description of the API: each is answered as it says."""

import random
import secrets
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel
from schemathesis.python import asgi

from backend.app import BOTH, Installation, create_app
from backend.database.addresses import Addresses
from backend.database.doors import engine_for
from backend.grievances.rules.receipt_code import ALPHABET, in_letters, secret_from
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.api import call, file_by_program
from tests.factories.api_requests import DESCRIPTION, requests_from
from tests.factories.reports import a_newsroom, a_published_report
from tests.factories.systems import a_system

pytestmark = pytest.mark.battery("T11")

Counted = Callable[[str, int], None]
Scale = Callable[[int, int], int]


@pytest.fixture
def program(installation: Installation, database: Addresses) -> Iterator[FastAPI]:
    """The same office with connections of its own: schemathesis runs it in a loop of its own."""
    engines = {door: engine_for(database.for_sqlalchemy(door)) for door in BOTH}
    settings, files = installation.settings, installation.files
    yield create_app(BOTH, Installation(settings, engines, files, installation.keyring))
    asgi.shutdown_lifespans()


@pytest.fixture
async def something_to_read(tools: Tools) -> None:
    owner = await an_organisation(tools.engine, tools.keyring.master, intake=True)
    for _ in range(3):
        await a_system(tools.engine, owner.id)
    await a_published_report(tools, await a_newsroom(tools))


@pytest.mark.usefixtures("something_to_read")
def test_every_request_is_answered_as_described(
    program: FastAPI, installation: Installation, scale: Scale, counted: Counted
) -> None:
    seed = random.getrandbits(32)
    tried = requests_from(program, installation.settings.public_origin, scale(12, 400), seed)
    assert not tried.broken, "\n\n".join([f"seed {seed}", *tried.broken.values()])
    assert [asked for asked in tried.answers if not 200 <= asked[1] < 500] == []
    counted("calls of the API", len(tried.calls))
    counted("requests", tried.answers.total())
    assert len(tried.calls) == 8
    assert tried.answered_well == tried.calls


class Answer(BaseModel):
    number: int


def planted() -> FastAPI:
    """Three calls, each with one fault."""
    app = FastAPI(openapi_url=DESCRIPTION)
    token = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]

    @app.get("/breaks", response_model=Answer)
    async def breaks(number: int) -> Answer | JSONResponse:
        return Answer(number=number) if number < 1_000 else JSONResponse({}, 500)

    @app.get("/lies", response_model=None, responses={200: {"model": Answer}})
    async def lies() -> dict[str, str]:
        return {"number": "one"}

    @app.get("/open")
    async def opens(token: token) -> Answer:
        return Answer(number=1 if token else 0)

    return app


def test_planted_faults_are_found(counted: Counted) -> None:
    """The control."""
    tried = requests_from(planted(), "http://127.0.0.1:8000", 50)
    asgi.shutdown_lifespans()
    found = {"not_a_server_error", "response_schema_conformance", "ignored_auth"}
    assert set(tried.broken) >= found
    counted("planted faults found", len(found))


#: The calls that need it, with what else they take.
DONE_BY_CODE: dict[str, dict[str, str]] = {
    "/follow": {}, "/follow/messages": {"text": "x"}, "/follow/acts": {"act": "withdraw"},
}  # fmt: skip


def wrong_codes(filed: dict[str, Any], how_many: int) -> list[Any]:
    """What somebody might try who has not the code: each is wrong in another way."""
    code = filed["receipt_code"].replace("-", "")
    near = []
    for _ in range(how_many):
        place, sign = secrets.randbelow(24), secrets.choice(ALPHABET)
        near.append(code[:place] + sign + code[place + 1 :])
    others = [in_letters(secret_from(secrets.token_bytes(15))) for _ in range(how_many)]
    odd = [None, "", " ", [], {}, 0, True, [code], {"$ne": ""}, "%", "*", f"{code[:-1]}%"]
    said = [filed["reference"], code[:-1], code[1:], code + code, f"{code}' OR '1'='1", "\0"]
    return [*odd, *said, *(each for each in near if each != code), *others]


async def test_without_the_code_nothing_is_told_and_nothing_done(
    client: httpx.AsyncClient, tools: Tools, scale: Scale, counted: Counted
) -> None:
    """What the API has for a sign-in; an `Authorization`, a cookie, an address are none."""
    await an_organisation(tools.engine, tools.keyring.master, intake=True)
    filed = await file_by_program(client, account="the canary of this complaint")
    right = {"receipt_code": filed["receipt_code"]}
    elsewhere = {"Authorization": f"Bearer {filed['receipt_code']}", "Cookie": str(right)}
    asked = 0
    for wrong in wrong_codes(filed, scale(20, 600)):
        for path, more in DONE_BY_CODE.items():
            body = more if wrong is None else more | {"receipt_code": wrong}
            answer = await call(
                client, f"{path}?receipt_code={filed['receipt_code']}", body, **elsewhere
            )
            assert answer.status_code == 422, (path, wrong)
            assert filed["reference"] not in answer.text
            asked += 1
    shown = (await call(client, "/follow", right)).json()
    assert (shown["stage"], shown["messages"]) == ("received", [])
    counted("calls without the right code", asked)
