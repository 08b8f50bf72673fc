"""The API answers what the contract says: fields, codes, problems in the reader's language."""

from datetime import date
from typing import Any

import httpx
import pytest

from backend.app import Installation
from backend.sealing.tools import Tools
from backend.web.words import sentence
from tests.factories.accounts import an_organisation
from tests.factories.api import ACCOUNT, API, a_complaint, a_key, call, file_by_program
from tests.factories.systems import a_system

pytestmark = pytest.mark.battery("T11")

WHOLE = {
    "interface_language": "vi",
    "system": "unknown",
    "system_text": "An app of the pension office",
    "happened": "2026-03",
    "danger": "child",
    "wanted": "A person should look at it.",
    "affected": "someone_i_care_for",
    "contact": {"name": "Somchai", "email": "somchai@example.org", "phone": "+66 2 123 4567"},
}


@pytest.fixture(autouse=True)
async def office(installation: Installation, tools: Tools) -> object:
    return await an_organisation(tools.engine, tools.keyring.master, intake=True)


async def test_filing_gives_the_reference_and_the_code_in_both_spellings(
    client: httpx.AsyncClient,
) -> None:
    answer = await call(client, "/grievances", a_complaint(**WHOLE), a_key())
    assert answer.status_code == 201
    filed = answer.json()
    assert set(filed) == {
        "reference", "receipt_code", "receipt_code_digits", "filed_on", "next",
    }  # fmt: skip
    assert len(filed["receipt_code"].replace("-", "")) == 24
    assert len(filed["receipt_code_digits"].replace("-", "")) == 36
    assert filed["next"]["stage"] == "acknowledged"
    assert date.fromisoformat(filed["next"]["due_on"]) >= date.fromisoformat(filed["filed_on"])
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers


async def test_what_was_filed_can_be_read_written_to_and_withdrawn(
    client: httpx.AsyncClient,
) -> None:
    filed = await file_by_program(client)
    code = {"receipt_code": filed["receipt_code_digits"].replace("-", " ")}
    shown = (await call(client, "/follow", code)).json()
    assert shown["reference"] == filed["reference"]
    assert shown["stage"] == "received"
    assert [entry["stage"] for entry in shown["timeline"]] == ["received"]
    assert shown["messages"] == []
    assert shown["outcome"] is None
    assert set(shown["can"]) == {"write", "withdraw", "erase"}
    written = await call(client, "/follow/messages", code | {"text": "และยังไม่ได้เงิน"})
    assert written.status_code == 201
    shown = (await call(client, "/follow/acts", code | {"act": "withdraw"})).json()
    assert shown["stage"] == "withdrawn"
    assert shown["can"] == ["erase"]
    message = shown["messages"][0]
    assert (message["from"], message["language"]) == ("complainant", "th")
    assert date.fromisoformat(message["on"])


async def test_what_is_not_possible_now_is_a_conflict(client: httpx.AsyncClient) -> None:
    code = {"receipt_code": (await file_by_program(client))["receipt_code"]}
    for act in ("solved", "not_solved", "object"):
        answer = await call(client, "/follow/acts", code | {"act": act, "reason": "because"})
        assert (answer.status_code, answer.json()["type"]) == (
            409,
            "urn:suara:problem:no_such_move",
        )
    assert (await call(client, "/follow/acts", code | {"act": "withdraw"})).status_code == 200
    late = await call(client, "/follow/messages", code | {"text": "one more thing"})
    assert late.status_code == 409
    shown = (await call(client, "/follow", code)).json()
    assert shown["messages"] == []


async def test_a_destroyed_case_says_only_that_it_is_gone(
    client: httpx.AsyncClient, administrator: Any
) -> None:
    filed = await file_by_program(client)
    administrator.execute("UPDATE cases SET destroyed_on = '2026-11-20' WHERE reference = %s",
                          (filed["reference"],))  # fmt: skip
    administrator.execute("DELETE FROM key_slots WHERE case_id = (SELECT id FROM cases"
                          " WHERE reference = %s)", (filed["reference"],))  # fmt: skip
    code = {"receipt_code": filed["receipt_code"]}
    assert (await call(client, "/follow", code)).json() == {
        "reference": None, "filed_on": filed["filed_on"], "stage": None, "timeline": [],
        "messages": [], "outcome": None, "can": [], "destroyed_on": "2026-11-20",
    }  # fmt: skip
    assert (await call(client, "/follow/messages", code | {"text": "x"})).status_code == 404
    assert (await call(client, "/follow/acts", code | {"act": "withdraw"})).status_code == 404


async def test_every_wrong_field_is_named_in_the_readers_language(
    client: httpx.AsyncClient,
) -> None:
    wrong = {
        "country": "XX", "account": "a" * 20_001, "interface_language": "de", "system": "nowhere",
        "system_text": "\0", "happened": "2026-13", "danger": 1, "wanted": "\ud800",
        "affected": "nobody", "odd": None, "\ud800": 1,
        "contact": {"email": "@", "phone": [], "z": 1},
    }  # fmt: skip
    thai = await call(client, "/grievances", wrong, None, Accept_Language="th")
    assert thai.status_code == 422
    assert thai.headers["content-type"] == "application/problem+json"
    assert set(thai.json()) == {"type", "title", "status", "errors"}
    assert {error["field"] for error in thai.json()["errors"]} == {
        *wrong, "contact.email", "contact.phone", "contact.z", "Idempotency-Key", "\\ud800",
    } - {"contact", "\ud800"}  # fmt: skip
    english = await call(client, "/grievances", wrong, None)
    for locale, answer in (("th", thai), ("en", english)):
        said = {error["field"]: error["message"] for error in answer.json()["errors"]}
        assert answer.json()["title"] == sentence("unacceptable", locale)
        assert said["account"] == sentence("too_long", locale, length=20_001, longest=20_000)
        assert said["happened"] == sentence("date_impossible", locale)


async def test_the_register_is_read_in_pages(client: httpx.AsyncClient, tools: Tools) -> None:
    owner = await an_organisation(tools.engine, tools.keyring.master, country="LA")
    systems = [
        await a_system(tools.engine, owner.id, slug=f"lao-{n:02}-{owner.slug}", countries=("LA",))
        for n in range(27)
    ]
    first = (await client.get(f"{API}/systems", params={"country": "LA"})).json()
    assert len(first["items"]) == 25
    asked = {"country": "LA", "cursor": first["next_cursor"]}
    second = (await client.get(f"{API}/systems", params=asked)).json()
    assert second["next_cursor"] is None
    every = [line["slug"] for line in first["items"] + second["items"]]
    found = [slug for slug in every if slug.startswith("lao-")]
    assert every == sorted(every)
    assert found == [system.slug for system in systems]
    one = await client.get(f"{API}/systems/{found[0]}", headers={"Accept-Language": "th"})
    assert one.json()["name"] == {"text": "Pension check", "language": "en"}
    assert {"versions", "updates", "human_oversight", "contact"} <= set(one.json())
    assert one.headers["cache-control"] == "public, max-age=60"
    assert one.headers["vary"] == "Accept-Language"
    none = await client.get(f"{API}/systems", params={"country": "LA", "q": "no such word"})
    assert none.json() == {"items": [], "next_cursor": None}


@pytest.mark.parametrize("path", ["/systems/nowhere", "/systems/a%00b", "/nowhere"])
async def test_what_is_not_there_is_a_problem(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"{API}{path}", headers={"Accept-Language": "id"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == sentence("absent", "id")


async def test_a_message_typed_in_zawgyi_is_read_as_unicode(client: httpx.AsyncClient) -> None:
    code = {"receipt_code": (await file_by_program(client))["receipt_code"]}
    typed = "ဉာဏ္ႀကီးရွင္သည္အာယုဝဍ္ဎနေဆးၫႊန္းစာကိုဇလြန္ေဈးေဘးဗာဒံပင္ထက္"
    assert (await call(client, "/follow/messages", code | {"text": typed})).status_code == 201
    shown = (await call(client, "/follow", code)).json()["messages"][0]
    assert shown["language"] == "my"
    assert shown["text"].startswith("ဉာဏ်ကြီးရှင်သည်")


async def test_a_name_that_is_not_ours_is_a_problem_too(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{API}/systems", headers={"Host": "evil.example"})
    assert answer.status_code == 421
    assert answer.json()["title"] == sentence("misdirected", "en")


async def test_a_name_alone_is_kept_for_the_office(
    client: httpx.AsyncClient, administrator: Any
) -> None:
    filed = await file_by_program(client, contact={"name": "Mali"}, account=ACCOUNT + "!")
    kept = administrator.execute(
        "SELECT c.contact_way, k.sealed_name IS NOT NULL, k.sealed_email IS NULL FROM cases c"
        " JOIN contacts k ON k.case_id = c.id WHERE c.reference = %s", (filed["reference"],)
    ).fetchone()  # fmt: skip
    assert kept == ("none", True, True)
