"""What is not there in the reader's language is marked as being in another one, on public pages."""

import re

import httpx
import pytest

from backend.accounts.rules import OrganisationKind
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.systems import TEXTS, a_system

ENGLISH = {"oversight_role": "officer on duty"}


@pytest.fixture(scope="module")
async def slug(tools: Tools) -> str:
    """A system with everything in English and only its name in Thai."""
    kind = OrganisationKind.SYSTEM_OWNER
    names = {"en": "Agency in English only"}
    owner = await an_organisation(tools.engine, tools.keyring.master, kind=kind, names=names)
    texts = {"en": TEXTS["en"] | ENGLISH, "th": {"name": "ตรวจบำนาญพิเศษ"}}
    return (await a_system(tools.engine, owner.id, texts=texts, countries=("KH",))).slug


def marked(page: str, words: str) -> bool:
    """For programs and in words."""
    pattern = rf'<span lang="en" dir="ltr">{re.escape(words)}</span> <span class="hint">\([^<]+\)<'
    return re.search(pattern, page) is not None


@pytest.mark.parametrize("where", ["", "/notice"])
async def test_a_system_in_another_language_is_marked(
    client: httpx.AsyncClient, slug: str, where: str
):
    page = (await client.get(f"/th/systems/{slug}{where}")).text
    assert marked(page, TEXTS["en"]["purpose"])
    assert marked(page, "Agency in English only")
    assert "ตรวจบำนาญพิเศษ" in page
    assert not re.search('lang="en"[^>]*>ตรวจ', page)
    english = (await client.get(f"/en/systems/{slug}{where}")).text
    assert not marked(english, TEXTS["en"]["purpose"])


async def test_the_role_of_those_who_watch_over_it_is_marked_too(
    client: httpx.AsyncClient, slug: str
):
    assert marked((await client.get(f"/th/systems/{slug}")).text, TEXTS["en"]["human_oversight"])


async def test_the_register_marks_what_it_lists(client: httpx.AsyncClient, slug: str):
    page = (await client.get("/th/systems", params={"country": "KH", "q": "ตรวจบำนาญพิเศษ"})).text
    assert slug in page
    assert marked(page, TEXTS["en"]["purpose"])
    assert marked(page, "Agency in English only")
