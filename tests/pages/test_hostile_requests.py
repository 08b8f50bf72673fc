"""Requests and bodies that no browser and no honest program sends get a clear answer."""

from typing import Any

import httpx
import pytest
from markupsafe import escape

from backend.app import Installation
from backend.sealing.tools import Tools
from backend.web.words import sentence
from tests.factories.accounts import an_organisation
from tests.factories.api import API, call
from tests.factories.hostile import CANARY
from tests.factories.hostile_answers import LOCALES, is_clear, says
from tests.factories.hostile_requests import BODIES, REQUESTS, Asked, Body
from tests.factories.pages import visible


@pytest.fixture(autouse=True)
async def office(installation: Installation, tools: Tools) -> object:
    return await an_organisation(tools.engine, tools.keyring.master, intake=True)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", REQUESTS)
async def test_a_hostile_request(
    client: httpx.AsyncClient, journal: list[Any], name: str, locale: str
) -> None:
    asked: Asked = REQUESTS[name]
    headers = {"Accept-Language": locale, "Sec-Fetch-Site": "same-origin"}
    headers |= {key.replace("_", "-"): value for key, value in asked.headers.items()}
    raw = [(key.encode(), value.encode("latin-1")) for key, value in headers.items()]
    answer = await client.request(
        asked.method, asked.path.format(locale=locale), content=asked.body, headers=raw
    )
    assert answer.status_code == asked.status, visible(answer.text)
    is_clear(answer, journal)
    assert asked.code is None or says(answer, asked.code, locale)
    assert "<script" not in answer.text


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("site", ["cross-site", "same-site", "none, cross-site"])
async def test_a_form_that_another_site_sends(
    client: httpx.AsyncClient, locale: str, site: str
) -> None:
    page = f"/{locale}/complain/story"
    body = {"csrf": "x", "account": CANARY}
    answer = await client.post(page, data=body, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    assert says(answer, "foreign_form", locale)
    assert CANARY not in answer.text


async def test_what_was_written_into_a_stale_form_can_be_copied(client: httpx.AsyncClient) -> None:
    told = {"csrf": "1.2.3", "account": f"{CANARY} <b>", "email": "hidden@example.org"}
    answer = await client.post("/th/complain/story", data=told)
    assert answer.status_code == 403
    assert str(escape(told["account"])) in answer.text
    assert told["email"] not in answer.text


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", BODIES)
async def test_a_hostile_body_for_the_api(
    client: httpx.AsyncClient, journal: list[Any], name: str, locale: str
) -> None:
    sent: Body = BODIES[name]
    headers = {key.replace("-", "_"): value for key, value in sent.headers.items()}
    answer = await call(client, sent.path, sent.body, None, Accept_Language=locale, **headers)
    assert answer.status_code == sent.status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    is_clear(answer, journal)
    problem = answer.json()
    assert {error["field"] for error in problem["errors"]} == sent.fields
    assert problem["title"] == sentence(problem["type"].rpartition(":")[2], locale)
    assert CANARY not in answer.text


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
async def test_the_api_says_which_methods_it_takes(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, f"{API}/follow")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json()["title"] == sentence("method", "en")


@pytest.mark.parametrize("tag", ["in", "TH", "th-TH", "xx", "..", "%00", "en-XA"])
async def test_a_language_that_is_none_is_answered_in_the_readers(
    client: httpx.AsyncClient, tag: str
) -> None:
    answer = await client.get(f"/{tag}/complain/story", headers={"Accept-Language": "th"})
    assert answer.status_code == 404
    language = "en" if tag == "en-XA" else "th"
    assert f'<html lang="{language}"' in answer.text
    assert says(answer, "absent", language)
