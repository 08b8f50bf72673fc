"""The description at ``/api/openapi.json`` is what the API does, and of nothing else."""

from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.api import API, a_complaint, a_key, call, file_by_program
from tests.factories.systems import a_system

pytestmark = pytest.mark.battery("T11")

CALLS = {
    ("post", "/grievances"), ("post", "/follow"), ("post", "/follow/messages"),
    ("post", "/follow/acts"), ("get", "/systems"), ("get", "/systems/{slug}"),
    ("get", "/reports"), ("get", "/reports/{slug}"),
}  # fmt: skip

#: Calls that take a key, and whether they need one.
KEYED = {"/grievances": True, "/follow/messages": False, "/follow/acts": False}


@pytest.fixture
async def described(client: httpx.AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get("/api/openapi.json")).json()
    return found


def operations(described: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method, path.removeprefix(API)): operation
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }


async def test_it_lists_the_calls_of_the_contract_and_no_page(described: dict[str, Any]) -> None:
    assert described["openapi"] == "3.1.0"
    assert set(operations(described)) <= CALLS
    assert {call for call in CALLS if "report" not in call[1]} <= set(operations(described))
    assert described["security"] == []


async def test_every_call_says_what_it_is_and_which_problems_it_answers(
    described: dict[str, Any],
) -> None:
    for (method, path), operation in operations(described).items():
        assert operation["summary"], path
        named = {part["name"]: part["required"] for part in operation.get("parameters", ())}
        assert named.get("Idempotency-Key") == KEYED.get(path), path
        problems = {s: a for s, a in operation["responses"].items() if s >= "400"}
        assert "422" in problems, path
        for answer in problems.values():
            assert list(answer["content"]) == ["application/problem+json"], path
        if method == "post":
            assert {"400", "413", "415", "429"} <= set(problems)
            assert "application/json" in operation["requestBody"]["content"]
            assert "Retry-After" in problems["429"]["headers"]


async def test_every_reference_in_it_leads_somewhere(described: dict[str, Any]) -> None:
    def walk(part: Any) -> None:
        if isinstance(part, list):
            for each in part:
                walk(each)
        elif isinstance(part, dict):
            if "$ref" in part:
                assert part["$ref"].rpartition("/")[2] in described["components"]["schemas"]
            for each in part.values():
                walk(each)

    walk(described)


def misfits(described: dict[str, Any], answer: httpx.Response, what: tuple[str, str]) -> list[str]:
    """Where an answer is not as it is described; ``what``: method and path."""
    said = operations(described)[what]["responses"][str(answer.status_code)]["content"]
    schema = said[answer.headers["content-type"]]["schema"]
    whole = schema | {"components": described["components"]}
    return [error.message for error in Draft202012Validator(whole).iter_errors(answer.json())]


async def test_every_answer_is_as_described(
    client: httpx.AsyncClient, tools: Tools, described: dict[str, Any]
) -> None:
    owner = await an_organisation(tools.engine, tools.keyring.master, intake=True, country="BN")
    system = await a_system(tools.engine, owner.id)
    code = {"receipt_code": (await file_by_program(client))["receipt_code"]}
    sent: list[tuple[str, Any]] = [
        ("/grievances", a_complaint()), ("/grievances", {}), ("/grievances", b"["),
        ("/grievances", b"[" * 1_100_000), ("/follow", code), ("/follow", {}),
        ("/follow/messages", code | {"text": "a"}), ("/follow/messages", code),
        ("/follow/acts", code | {"act": "object", "reason": "a"}),
        ("/follow/acts", code | {"act": "withdraw"}), ("/follow/acts", b"1"),
    ]  # fmt: skip
    for path, body in sent:
        answer = await call(client, path, body, a_key())
        assert misfits(described, answer, ("post", path)) == [], path
    wrong = await call(client, "/follow", code, Content_Type="text/plain")
    assert (wrong.status_code, misfits(described, wrong, ("post", "/follow"))) == (415, [])
    for path, template in (
        ("/systems", "/systems"), ("/systems?cursor=*", "/systems"),
        (f"/systems/{system.slug}", "/systems/{slug}"), ("/systems/none", "/systems/{slug}"),
    ):  # fmt: skip
        answer = await client.get(API + path)
        assert misfits(described, answer, ("get", template)) == [], path


async def test_an_answer_that_is_not_as_described_is_found(
    client: httpx.AsyncClient, installation: Installation, described: dict[str, Any]
) -> None:
    answer = httpx.Response(404, json={"title": 1})
    answer.headers["content-type"] = "application/problem+json"
    assert misfits(described, answer, ("get", "/systems/{slug}"))
