"""The register as everybody reads it: found, understood, and complained about."""

from datetime import date

import httpx
import pytest

from backend.accounts.rules import OrganisationKind
from backend.database.doors import transaction
from backend.sealing.tools import Tools
from backend.systems.actions import DeclaredOversight, add_version, declare_oversight
from backend.web.qr import qr_code
from tests.factories.accounts import an_organisation
from tests.factories.pages import visible
from tests.factories.systems import TEXTS, a_system

ORIGIN = "http://127.0.0.1:8000"


async def an_owned_system(tools: Tools, **changes: object) -> str:
    owner = await an_organisation(
        tools.engine,
        tools.keyring.master,
        kind=OrganisationKind.SYSTEM_OWNER,
        names={"en": "Agency of the register"},
    )
    system = await a_system(tools.engine, owner.id, **changes)
    if system.published_on:
        async with transaction(tools.engine, organisation=owner.id) as session:
            await add_version(session, system.id, "4.2", date(2026, 2, 3))
            oversight = DeclaredOversight("over_the_loop")
            await declare_oversight(session, system.id, oversight, date(2026, 2, 3))
    return system.slug


async def test_a_system_is_found_by_country_and_by_words_of_any_language(
    client: httpx.AsyncClient, tools: Tools
):
    # Words that no other system has: the first page of the whole register may be full of others.
    thai = {"name": "ตรวจบำนาญพิเศษ", "purpose": "จ่ายหรือไม่", "human_oversight": "มี"}
    texts = {"en": TEXTS["en"] | {"name": "Quicksilver ledger"}, "th": thai}
    slug = await an_owned_system(tools, countries=("LA",), texts=texts)
    link = f'href="/en/systems/{slug}"'
    for asked in (
        {"q": "quicksilver"},
        {"q": "บำนาญพิเศษ"},
        {"q": "quicksilver ledger", "country": "LA"},
    ):
        assert link in (await client.get("/en/systems", params=asked)).text
    for asked in ({"q": "no such words"}, {"q": "บำนาญพิเศษ", "country": "VN"}):
        assert link not in (await client.get("/en/systems", params=asked)).text


async def test_its_page_says_who_answers_what_it_is_for_and_who_watches_it(
    client: httpx.AsyncClient, tools: Tools
):
    watched = TEXTS["en"] | {"oversight_role": "Officer on duty"}
    slug = await an_owned_system(tools, texts={"en": watched})
    page = visible((await client.get(f"/en/systems/{slug}")).text)
    for words in (
        "Pension check", "Agency of the register", "It decides whether a pension is paid.",
        "An officer can change each decision.", "Officer on duty", "ai@example.org", "4.2",
        "Complain about this system",
    ):  # fmt: skip
        assert words in page


@pytest.mark.parametrize("where", ["", "/notice"])
async def test_its_square_leads_to_a_form_that_names_the_system(
    client: httpx.AsyncClient, tools: Tools, where: str
):
    slug = await an_owned_system(tools)
    page = (await client.get(f"/en/systems/{slug}{where}")).text
    assert str(qr_code(f"{ORIGIN}/en/complain?system={slug}")) in page
    assert str(qr_code(f"{ORIGIN}/en/complain?system=another")) not in page
    begun = await client.get(f"/en/complain?system={slug}", follow_redirects=True)
    assert f'name="system" value="{slug}"' in begun.text


async def test_a_system_that_is_not_published_is_not_there(client: httpx.AsyncClient, tools: Tools):
    slug = await an_owned_system(tools, published_on=None)
    assert slug not in (await client.get("/en/systems")).text
    for where in (f"/en/systems/{slug}", f"/en/systems/{slug}/notice", f"/api/v1/systems/{slug}"):
        assert (await client.get(where)).status_code == 404
