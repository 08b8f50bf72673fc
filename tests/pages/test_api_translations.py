"""A program reads translations beside their originals, and says that one is wrong."""

import httpx
import pytest

from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.translations import ENGLISH, LIST, THAI, Bureau, a_bureau, ask, write


@pytest.fixture(scope="module")
async def bureau(tools: Tools, installation: Installation) -> Bureau:
    return await a_bureau(tools, installation)


async def call(client: httpx.AsyncClient, path: str, **body: str) -> httpx.Response:
    return await client.post(f"/api/v1{path}", json=body)


async def test_a_translation_is_read_beside_its_original_and_said_to_be_wrong(
    bureau: Bureau, browsers
):
    person, writer = browsers(), browsers()
    filed = await bureau.complaint(person)
    code = {"receipt_code": filed.letters}
    before = (await call(person, "/follow", **code)).json()
    assert "translations" not in before
    assert "translation_wrong" not in before["can"]
    await bureau.reader(writer)
    await write(writer, await ask(writer, filed.reference), ENGLISH)
    shown = (await call(person, "/follow", **code)).json()
    assert "translation_wrong" in shown["can"]
    (line,) = shown["translations"]
    assert line["original"] == {"text": THAI, "language": "th"}
    assert (line["of"], line["text"], line["language"]) == ("account", ENGLISH, "en")
    assert (line["by"], line["checked"], line["disputed"]) == ("person", False, False)
    act = {"act": "translation_wrong", "translation": line["id"], "reason": "No."} | code
    after = (await call(person, "/follow/acts", **act)).json()
    assert after["translations"][0]["disputed"]
    assert "translation_wrong" not in after["can"]
    assert filed.reference in (await writer.get(LIST)).text
    assert after["messages"] == []


@pytest.mark.parametrize("named", [{}, {"translation": "x"}])
async def test_which_translation_is_wrong_must_be_said(bureau: Bureau, browsers, named: dict):
    person = browsers()
    filed = await bureau.complaint(person)
    act = {"receipt_code": filed.letters, "act": "translation_wrong"} | named
    answer = await call(person, "/follow/acts", **act)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["translation"]


async def test_a_translation_of_nobody_is_not_found(bureau: Bureau, browsers):
    person = browsers()
    filed = await bureau.complaint(person)
    act = {"translation": "00000000-0000-4000-8000-000000000000", "act": "translation_wrong"}
    answer = await call(person, "/follow/acts", receipt_code=filed.letters, **act)
    assert answer.status_code == 404
