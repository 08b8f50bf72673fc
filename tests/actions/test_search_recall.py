"""Words are found in thirteen languages and in Jawi letters, as typed and with a slip; see
tests/search/README.md.
"""

import pytest

from backend.app import Installation
from backend.languages.locales import OURS
from backend.sealing.tools import Tools
from tests.factories.office import Desk, a_desk
from tests.factories.searching import put, questions, read, taken_in

LANGUAGES = {*OURS, "ms-Arab"}
RECALL = 0.98
#: Of what is found, so much at most may be what was not asked for.
WRONG = 0.03


@pytest.fixture(scope="module")
async def desk(tools: Tools, installation: Installation) -> Desk:
    return await a_desk(tools, installation)


@pytest.fixture(scope="module")
async def cases(desk: Desk) -> dict[str, tuple[str, str]]:
    return await taken_in(desk)


@pytest.mark.parametrize("name", ["queries", "held_out"])
def test_there_are_enough_questions_in_every_language(name: str):
    asked = questions(name)
    assert len(asked) >= 200
    assert sum(question.variant for question in asked) >= 50
    for language in LANGUAGES:
        assert sum(question.language == language for question in asked) >= 10
    assert set(read("texts")) == LANGUAGES


@pytest.mark.parametrize("name", ["queries", "held_out"])
async def test_of_a_hundred_searches_ninety_eight_find_all_they_must(
    desk: Desk, cases: dict[str, tuple[str, str]], name: str
):
    outcome = await put(desk, cases, questions(name))
    assert outcome.recall() >= RECALL, outcome.missed
    assert len(outcome.wrong) <= WRONG * outcome.found, outcome.wrong
