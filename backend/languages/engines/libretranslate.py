"""LibreTranslate, and whatever else speaks its API (tried against its version of July 2026)."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from backend.languages.engines.protocol import Access, EngineNonsense, Pair, PairNotOffered
from backend.languages.engines.wire import Wire
from backend.languages.locales import OURS, our_tag

#: Below what public servers take at once: 2,000 characters a text, and each text is counted.
MOST_TEXTS = 25
MOST_CHARACTERS = 5000


class LibreTranslate:
    name: ClassVar[str] = "LibreTranslate"

    def __init__(self, access: Access) -> None:
        self._wire = Wire(access)
        self._key = {"api_key": access.key} if access.key else {}
        self._offered: dict[Pair, tuple[str, str]] | None = None

    async def pairs(self) -> frozenset[Pair]:
        return frozenset(await self._codes())

    async def detect(self, text: str) -> list[tuple[str, float]]:
        answer = await self._wire.post("/detect", {"q": text} | self._key)
        if not isinstance(answer, list):
            raise EngineNonsense
        found = [(our_tag(_text(line, "language")), _number(line, "confidence")) for line in answer]
        return [(tag, share / 100) for tag, share in found if tag]

    async def translate(self, texts: Sequence[str], pair: Pair) -> list[str]:
        codes = (await self._codes()).get(pair)
        if codes is None:
            raise PairNotOffered
        answers: list[str] = []
        for batch in batches(texts):
            answers += await self._batch(batch, codes)
        return answers

    async def _batch(self, texts: list[str], codes: tuple[str, str]) -> list[str]:
        wanted = {"q": texts, "source": codes[0], "target": codes[1], "format": "text"}
        answer = await self._wire.post("/translate", wanted | self._key)
        found = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(found, list) or len(found) != len(texts):
            raise EngineNonsense
        if not all(isinstance(text, str) for text in found):
            raise EngineNonsense
        return found

    async def _codes(self) -> dict[Pair, tuple[str, str]]:
        """Ours → theirs; asked once."""
        if self._offered is None:
            answer = await self._wire.get("/languages")
            if not isinstance(answer, list):
                raise EngineNonsense
            # Exact codes last, so that they win: pt over pt-BR.
            offered = sorted(_offered(answer), key=lambda codes: sum(c in OURS for c in codes))
            self._offered = {
                Pair(source, target): codes
                for codes in offered
                if (source := our_tag(codes[0])) and (target := our_tag(codes[1]))
                if source != target
            }
        return self._offered


def batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """In their order, each within both limits; a text that is too long alone goes alone."""
    batch: list[str] = []
    for text in texts:
        full = len(batch) == MOST_TEXTS or sum(map(len, batch)) + len(text) > MOST_CHARACTERS
        if batch and full:
            yield batch
            batch = []
        batch.append(text)
    if batch:
        yield batch


def _offered(answer: list[Any]) -> Iterator[tuple[str, str]]:
    for line in answer:
        targets = line.get("targets") if isinstance(line, dict) else None
        for target in targets if isinstance(targets, list) else []:
            if isinstance(target, str):
                yield _text(line, "code"), target


def _text(line: Any, name: str) -> str:
    value = line.get(name) if isinstance(line, dict) else None
    if not isinstance(value, str):
        raise EngineNonsense
    return value


def _number(line: Any, name: str) -> float:
    value = line.get(name) if isinstance(line, dict) else None
    if not isinstance(value, int | float):
        raise EngineNonsense
    return float(value)


ENGINE = LibreTranslate
