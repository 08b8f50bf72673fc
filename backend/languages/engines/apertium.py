"""Apertium's web service (APy): by rules, without a model; of ours it knows Indonesian and Malay.

Written after its documentation and tried against a server of our tests only.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from backend.languages.engines.protocol import Access, EngineNonsense, Pair, PairNotOffered
from backend.languages.engines.wire import Wire

#: Its codes have three letters.
_OURS = {
    "eng": "en", "ind": "id", "zlm": "ms", "zsm": "ms", "vie": "vi", "tha": "th", "tgl": "fil",
    "khm": "km", "lao": "lo", "mya": "my", "zho": "zh-Hans", "tam": "ta", "por": "pt", "tet": "tet",
}  # fmt: skip


class Apertium:
    name: ClassVar[str] = "Apertium"

    def __init__(self, access: Access) -> None:
        self._wire = Wire(access)
        self._offered: dict[Pair, str] | None = None

    async def pairs(self) -> frozenset[Pair]:
        return frozenset(await self._codes())

    async def detect(self, text: str) -> list[tuple[str, float]]:
        """It has no such thing for texts like ours."""
        del text
        return []

    async def translate(self, texts: Sequence[str], pair: Pair) -> list[str]:
        codes = (await self._codes()).get(pair)
        if codes is None:
            raise PairNotOffered
        return [await self._one(text, codes) for text in texts]

    async def _one(self, text: str, codes: str) -> str:
        fields = {"langpair": codes, "q": text, "markUnknown": "no"}
        answer = await self._wire.post_form("/translate", fields)
        found = _data(answer).get("translatedText")
        if not isinstance(found, str):
            raise EngineNonsense
        return found

    async def _codes(self) -> dict[Pair, str]:
        if self._offered is None:
            answer = await self._wire.get("/listPairs")
            listed = answer.get("responseData") if isinstance(answer, dict) else None
            if not isinstance(listed, list):
                raise EngineNonsense
            self._offered = dict(entry for line in listed if (entry := _offered(line)))
        return self._offered


def _data(answer: Any) -> dict[str, Any]:
    data = answer.get("responseData") if isinstance(answer, dict) else None
    if not isinstance(data, dict):
        raise EngineNonsense
    return data


def _offered(line: Any) -> tuple[Pair, str] | None:
    if not isinstance(line, dict):
        raise EngineNonsense
    codes = str(line.get("sourceLanguage", "")), str(line.get("targetLanguage", ""))
    if codes[0] not in _OURS or codes[1] not in _OURS:
        return None
    return Pair(_OURS[codes[0]], _OURS[codes[1]]), "|".join(codes)


ENGINE = Apertium
