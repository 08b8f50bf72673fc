"""Programs that come too often are refused; each limit trips alone."""

from pathlib import Path

import pytest

from backend.app import Installation
from backend.sealing.tools import Tools
from backend.web.words import sentence
from tests.factories.accounts import an_organisation
from tests.factories.api import a_complaint, a_key, call, with_settings

pytestmark = pytest.mark.battery("T17")
UNKNOWN = "0000-0000-0000-0000-0000-0000"


@pytest.fixture(autouse=True)
async def office(installation: Installation, tools: Tools) -> object:
    return await an_organisation(tools.engine, tools.keyring.master, intake=True)


def from_network(number: int) -> dict[str, str]:
    return {"X_Forwarded_For": f"198.51.{number}.7", "Accept_Language": "th"}


async def test_filing_too_often_is_refused_and_reading_is_not(
    installation: Installation, tmp_path: Path
) -> None:
    limits = {"rate_limits": "on", "rate_filing": 3, "trusted_proxies": ["127.0.0.1/32"]}
    _, program = with_settings(installation, tmp_path, **limits)
    async with program:
        filed = [
            await call(program, "/grievances", a_complaint(), a_key(), **from_network(1))
            for _ in range(4)
        ]
        assert [answer.status_code for answer in filed] == [201, 201, 201, 429]
        assert 1 <= int(filed[3].headers["retry-after"]) <= 3601
        assert filed[3].json()["title"] == sentence("too_often", "th")
        code = {"receipt_code": filed[0].json()["receipt_code"]}
        assert (await call(program, "/follow", code, **from_network(1))).status_code == 200
        other = await call(program, "/grievances", a_complaint(), a_key(), **from_network(2))
        assert other.status_code == 201


async def test_wrong_codes_too_often_are_refused_and_so_is_the_right_one_then(
    installation: Installation, tmp_path: Path
) -> None:
    limits = {"rate_limits": "on", "rate_codes": 3, "trusted_proxies": ["127.0.0.1/32"]}
    _, program = with_settings(installation, tmp_path, **limits)
    async with program:
        filed = await call(program, "/grievances", a_complaint(), a_key(), **from_network(3))
        right, wrong = {"receipt_code": filed.json()["receipt_code"]}, {"receipt_code": UNKNOWN}
        for _ in range(5):
            assert (await call(program, "/follow", right, **from_network(3))).status_code == 200
        statuses = [
            (await call(program, "/follow", wrong, **from_network(3))).status_code for _ in range(5)
        ]
        assert statuses == [422, 422, 422, 429, 429]
        held = await call(program, "/follow", right, **from_network(3))
        assert held.status_code == 429
        assert 1 <= int(held.headers["retry-after"]) <= 61
        more = await call(program, "/grievances", a_complaint(), a_key(), **from_network(3))
        assert more.status_code == 201
