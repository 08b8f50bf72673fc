"""What an engine answers cannot be used: nothing typed is lost."""

import pytest

from tests.factories.replies import Place, nothing_is_lost
from tests.factories.translation_engine import TranslationEngine


@pytest.mark.parametrize("mode", ["loses", "garbage", "script"])
async def test_nothing_typed_is_lost_when_the_engine_answers_wrongly(
    place: Place, office: tuple, engine: TranslationEngine, mode: str
):
    await nothing_is_lost(place, office[1], lambda: setattr(engine, "mode", mode))
