"""An engine breaks; in a file of its own, because its circuit breaker stays open."""

from tests.factories.replies import Place, nothing_is_lost
from tests.factories.translation_engine import TranslationEngine


async def test_nothing_typed_is_lost_when_the_engine_breaks(
    place: Place, office: tuple, engine: TranslationEngine
):
    await nothing_is_lost(place, office[1], lambda: setattr(engine, "mode", "breaks"))
