"""What hostile people and broken programs send gets a clear answer, and never breaks anything.

Each answer is in the reader's language, says nothing of our inside, and repeats what was typed on
the page alone: not in a header, an address or the journal.
"""

from typing import Any

import httpx
import pytest
from markupsafe import escape

from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.hostile import ANSWERS, CANARY, FILES, STORIES, Sent, picture
from tests.factories.hostile_answers import LOCALES, begin, is_clear, says, type_in
from tests.factories.hostile_requests import BODIES, REQUESTS
from tests.factories.pages import send_form, visible


@pytest.fixture(autouse=True)
async def office(installation: Installation, tools: Tools) -> object:
    return await an_organisation(tools.engine, tools.keyring.master, intake=True)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", STORIES)
async def test_a_hostile_story(
    client: httpx.AsyncClient, journal: list[Any], name: str, locale: str
) -> None:
    typed = STORIES[name]
    answer = await type_in(client, locale, typed)
    is_clear(answer, journal)
    assert answer.status_code == typed.expected, visible(answer.text)
    if typed.code:
        assert says(answer, typed.code, locale, **typed.facts)
        assert f'<html lang="{locale}"' in answer.text
    else:
        answer = await client.get(f"/{locale}/complain/story")
    assert str(escape(typed.kept)) in answer.text
    assert "<script" not in answer.text
    checked = await client.get(f"/{locale}/complain/check")
    assert checked.status_code == (303 if typed.code else 200)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", ANSWERS)
async def test_a_hostile_answer_on_a_later_page(
    client: httpx.AsyncClient, journal: list[Any], name: str, locale: str
) -> None:
    typed = ANSWERS[name]
    await begin(client, locale)
    answer = await type_in(client, locale, typed)
    is_clear(answer, journal)
    assert answer.status_code == typed.expected, visible(answer.text)
    if typed.code:
        assert says(answer, typed.code, locale, **typed.facts)
        assert str(escape(typed.kept)) in answer.text
        assert f'<html lang="{locale}"' in answer.text
    assert (await client.get(f"/{locale}/complain/check")).status_code == 200


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", FILES)
async def test_a_hostile_file_keeps_the_others(
    client: httpx.AsyncClient, journal: list[Any], name: str, locale: str
) -> None:
    there, file = f"/{locale}/complain/files", FILES[name]
    await begin(client, locale)
    answer = await send_form(client, there, {"add": ""}, [_part("good.png", picture()), _of(file)])
    is_clear(answer, journal)
    assert answer.status_code == (422 if file.code else 303), visible(answer.text)
    assert file.code is None or says(answer, file.code, locale)
    page = await client.get(there)
    assert page.text.count('name="remove"') == (1 if file.code else 2)
    assert CANARY not in page.text


def _of(file: Sent) -> tuple[str, tuple[str, bytes, str]]:
    return _part(file.name, file.content, file.declared)


def _part(
    name: str, content: bytes, declared: str = "image/png"
) -> tuple[str, tuple[str, bytes, str]]:
    return ("files", (name, content, declared))


@pytest.mark.parametrize("locale", LOCALES)
async def test_the_sixth_file_is_refused_and_eleven_are_not_read(
    client: httpx.AsyncClient, locale: str
) -> None:
    there = f"/{locale}/complain/files"
    await begin(client, locale)
    many = await send_form(client, there, {}, [_part("a.png", picture())] * 11)
    assert many.status_code == 413
    assert says(many, "form_too_large", locale)
    answer = await send_form(client, there, {}, [_part("a.png", picture())] * 6)
    assert answer.status_code == 422
    assert says(answer, "too_many_files", locale, most=5)
    assert (await client.get(there)).text.count('name="remove"') == 5


def test_there_are_more_than_sixty_of_them():
    assert len(STORIES) + len(ANSWERS) + len(FILES) + len(REQUESTS) + len(BODIES) > 60
