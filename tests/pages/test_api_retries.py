"""The same request under the same key is done once and answered alike."""

import asyncio
from datetime import timedelta
from hashlib import sha256
from typing import Any

import httpx
import pytest

from backend import clock
from backend.app import Installation
from backend.database.doors import enter, transaction
from backend.grievances.actions.sweeping import sweep
from backend.grievances.queries.retries import kept_answer
from backend.grievances.rules.browser_keys import retry_key
from backend.sealing.tools import Tools
from backend.web.json_reading import canonical
from tests.factories.accounts import an_organisation
from tests.factories.api import a_complaint, a_key, call, file_by_program

#: A key is for one call.
PATH = b"/api/v1/grievances\n"


@pytest.fixture(autouse=True)
async def office(installation: Installation, tools: Tools) -> object:
    return await an_organisation(tools.engine, tools.keyring.master, intake=True)


def cases_of(administrator: Any, key: str) -> int:
    hashed = sha256(key.encode()).digest()
    counted = administrator.execute(
        "SELECT count(*) FROM cases c JOIN idempotency i ON i.case_id = c.id"
        " WHERE i.key_hash = %s", (hashed,)
    ).fetchone()  # fmt: skip
    return int(counted[0])


async def test_the_same_request_again_gives_the_same_answer(
    client: httpx.AsyncClient, administrator: Any
) -> None:
    key = a_key()
    first = await call(client, "/grievances", a_complaint(), key)
    again = await call(client, "/grievances", dict(reversed(a_complaint().items())), key)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert cases_of(administrator, key) == 1


async def test_another_body_under_the_same_key_is_refused(client: httpx.AsyncClient) -> None:
    key = a_key()
    await call(client, "/grievances", a_complaint(), key)
    other = await call(client, "/grievances", a_complaint(country="ID"), key)
    assert (other.status_code, other.json()["type"]) == (409, "urn:suara:problem:key_used")
    filed = await file_by_program(client)
    body = {"receipt_code": filed["receipt_code"], "text": "x"}
    assert (await call(client, "/follow/messages", body, key)).status_code == 409


@pytest.mark.battery("T19")
async def test_of_racing_equal_requests_one_files_and_all_hear_of_it(
    client: httpx.AsyncClient, administrator: Any
) -> None:
    key = a_key()
    racers = [call(client, "/grievances", a_complaint(), key) for _ in range(16)]
    answers = await asyncio.gather(*racers)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert cases_of(administrator, key) == 1


@pytest.mark.battery("T19")
async def test_of_racing_different_requests_one_files_and_the_others_are_refused(
    client: httpx.AsyncClient, administrator: Any
) -> None:
    key = a_key()
    accounts = [f"This happened {n} times" for n in range(6)]
    racers = [call(client, "/grievances", a_complaint(account=told), key) for told in accounts]
    statuses = sorted(answer.status_code for answer in await asyncio.gather(*racers))
    assert statuses == [201, 409, 409, 409, 409, 409]
    assert cases_of(administrator, key) == 1


async def test_a_refused_request_leaves_its_key_free(client: httpx.AsyncClient) -> None:
    filed, key = await file_by_program(client), a_key()
    act = {"receipt_code": filed["receipt_code"], "act": "object", "reason": "because"}
    assert (await call(client, "/follow/acts", act, key)).status_code == 409
    assert (await call(client, "/follow/acts", act, key)).status_code == 409
    withdraw = act | {"act": "withdraw"}
    assert (await call(client, "/follow/acts", withdraw, key)).status_code == 200


@pytest.mark.battery("T19")
async def test_messages_and_acts_are_done_once(client: httpx.AsyncClient) -> None:
    filed = await file_by_program(client)
    code = {"receipt_code": filed["receipt_code"]}
    message, key = code | {"text": "one more thing"}, a_key()
    answers = await asyncio.gather(
        *[call(client, "/follow/messages", message, key) for _ in range(6)]
    )
    assert {answer.status_code for answer in answers} == {201}
    act, key = code | {"act": "withdraw", "reason": "enough"}, a_key()
    first, second = [await call(client, "/follow/acts", act, key) for _ in range(2)]
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    texts = [message["text"] for message in first.json()["messages"]]
    assert sorted(texts) == ["enough", "one more thing"]


@pytest.fixture
async def kept(client: httpx.AsyncClient) -> tuple[str, dict[str, Any]]:
    key = a_key()
    return key, (await call(client, "/grievances", a_complaint(), key)).json()


async def test_the_code_is_answered_for_24_hours(
    installation: Installation, kept: tuple[str, dict[str, Any]]
) -> None:
    key = retry_key(kept[0], PATH + canonical(a_complaint()))
    async with transaction(installation.engines["public"]) as session:
        await enter(session, retry=key.lookup)
        filed = clock.now()
        before = await kept_answer(session, key, filed + timedelta(hours=23, minutes=59))
        after = await kept_answer(session, key, filed + timedelta(hours=24))
    assert before.secret is not None
    assert after.secret is None
    assert before.answer == after.answer


async def test_the_code_is_erased_and_the_rest_still_answered(
    client: httpx.AsyncClient, tools: Tools, kept: tuple[str, dict[str, Any]]
) -> None:
    key, first = kept
    async with transaction(tools.engine) as session:
        await sweep(session, clock.now() + timedelta(hours=26))
    later = await call(client, "/grievances", a_complaint(), key)
    assert later.status_code == 201
    assert later.json() == first | {"receipt_code": None, "receipt_code_digits": None}


async def test_what_is_kept_names_neither_hour_nor_code(
    administrator: Any, kept: tuple[str, dict[str, Any]]
) -> None:
    row = administrator.execute(
        "SELECT extract(minute FROM answered_at), extract(second FROM answered_at),"
        " sealed_answer, sealed_code, body_hash FROM idempotency WHERE key_hash = %s",
        (sha256(kept[0].encode()).digest(),),
    ).fetchone()
    assert row[:2] == (0, 0)
    assert kept[1]["reference"].encode() not in row[2] + row[3]
    assert row[4] != sha256(PATH + canonical(a_complaint())).digest()


KEYS = ["", "x" * 21, "x" * 129, "x" * 21 + " ", "ключ" * 8, "x" * 30 + "\t", "\x7f" * 30]


@pytest.mark.parametrize("key", KEYS)
async def test_a_key_has_22_to_128_visible_characters(client: httpx.AsyncClient, key: str) -> None:
    headers = [(b"content-type", b"application/json"), (b"idempotency-key", key.encode())]
    answer = await client.post("/api/v1/grievances", content=b"{}", headers=headers)
    assert answer.status_code == 422
    assert "Idempotency-Key" in {error["field"] for error in answer.json()["errors"]}
    assert key == "" or key not in answer.text
