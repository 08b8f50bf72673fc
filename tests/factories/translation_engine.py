"""A server on this machine that speaks LibreTranslate's API, well or badly, and remembers."""

import asyncio
import contextlib
import json
import re
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from urllib.parse import parse_qsl

import uvicorn

from backend.languages.engines.protocol import Access, Patience
from tests.factories.ports import free_port
from tests.factories.translation_samples import SAMPLES

#: So that tests do not wait: the shape is that of the real limits.
HASTY = Patience(
    connect=1.0, read=0.4, total=1.0, attempts=3, first_wait=0.01, longest_wait=0.3,
    failures=4, rest=0.4,
)  # fmt: skip
_PLACEHOLDER = re.compile(r"\[#\d+\]")
Answer = tuple[int, list[tuple[bytes, bytes]], AsyncIterator[bytes]]


@dataclass
class TranslationEngine:
    """``mode`` can be changed at any time. ``texts`` are all that it was ever shown."""

    mode: str = "good"
    key: str | None = None
    port: int = field(default_factory=free_port)
    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    served: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def access(self) -> Access:
        return Access(self.url, self.key, HASTY)

    @property
    def texts(self) -> str:
        return "\n".join(json.dumps(body, ensure_ascii=False) for _, body in self.requests)

    def asked(self, path: str) -> list[dict[str, Any]]:
        return [body for there, body in self.requests if there == path]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        content = b""
        while (message := await receive()).get("more_body") or message.get("body"):
            content += message["body"]
            if not message.get("more_body"):
                break
        body = _read(content)
        self.requests.append((scope["path"], body))
        status, headers, pieces = await self._answer(scope["path"], body)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        with contextlib.suppress(OSError):
            async for piece in pieces:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def _answer(self, path: str, body: dict[str, Any]) -> Answer:
        if self.key and path != "/languages" and body.get("api_key") != self.key:
            return _json(403, {"error": "Invalid API key"})
        fault = FAULTS.get(self.mode)
        if fault and not (self.mode in LATER and path == "/languages"):
            answer = await fault(self, body)
            if answer:
                return answer
        if path == "/languages":
            return _json(200, LANGUAGES)
        if path == "/listPairs" or "langpair" in body:
            return _like_apertium(body)
        if path == "/detect":
            return _json(200, [{"confidence": 92.0, "language": "en"}])
        return self._translate(body)

    def _translate(self, body: dict[str, Any]) -> Answer:
        if not isinstance(body.get("q"), list) or body.get("format") != "text":
            return _json(400, {"error": "Invalid request: missing q parameter"})
        self.served += 1
        spoil = SPOILT.get(self.mode, lambda text, _asked: text)
        answers = [spoil(spoken(text, body["target"]), text) for text in body["q"]]
        return _json(200, {"translatedText": answers})


def _read(content: bytes) -> dict[str, Any]:
    """LibreTranslate is sent JSON, Apertium a form."""
    if content[:1] in {b"", b"{"}:
        return dict(json.loads(content or b"{}"))
    return dict(parse_qsl(content.decode()))


def _like_apertium(body: dict[str, Any]) -> Answer:
    pairs = [{"sourceLanguage": "ind", "targetLanguage": "zlm"}]
    data = {"translatedText": spoken(body["q"], "ms")} if body else pairs
    return _json(200, {"responseStatus": 200, "responseData": data})


def spoken(text: str, code: str) -> str:
    """Words of the language, about as many letters, every placeholder in its order."""
    words, said = cycle(SAMPLES[code]), ""
    wanted = len(_PLACEHOLDER.sub("", text)) * (0.4 if code == "zh-Hans" else 1)
    while len(said) < wanted:
        said += next(words)
    return " ".join([*_PLACEHOLDER.findall(text), said.strip()])


LANGUAGES = [
    {"code": code, "name": code, "targets": [other for other in SAMPLES if other != code]}
    for code in SAMPLES
]


def _json(status: int, value: Any, *headers: tuple[bytes, bytes]) -> Answer:
    return _raw(status, json.dumps(value).encode(), *headers)


def _raw(status: int, content: bytes, *headers: tuple[bytes, bytes]) -> Answer:
    async def once() -> AsyncIterator[bytes]:
        yield content

    return status, [(b"content-type", b"application/json"), *headers], once()


async def _slow(_engine: TranslationEngine, _body: dict[str, Any]) -> None:
    await asyncio.sleep(0.2)


async def _hangs(_engine: TranslationEngine, _body: dict[str, Any]) -> Answer:
    await asyncio.sleep(5)
    return _json(200, {})


async def _breaks(_engine: TranslationEngine, _body: dict[str, Any]) -> Answer:
    return _json(500, {"error": "Cannot translate text"})


async def _breaks_twice(engine: TranslationEngine, _body: dict[str, Any]) -> Answer | None:
    tried = len(engine.asked("/translate"))
    return _json(503, {"error": "starting"}) if tried <= 2 else None


async def _redirects(engine: TranslationEngine, _body: dict[str, Any]) -> Answer:
    return _raw(302, b"", (b"location", engine.url.encode() + b"/elsewhere"))


async def _garbage(_engine: TranslationEngine, _body: dict[str, Any]) -> Answer:
    return _raw(200, b"<html>Bad gateway</html>")


async def _deep(_engine: TranslationEngine, _body: dict[str, Any]) -> Answer:
    return _raw(200, b"[" * 200_000)


async def _busy(_engine: TranslationEngine, _body: dict[str, Any]) -> Answer:
    return _json(429, {"error": "Slowdown"}, (b"retry-after", b"3600"))


async def _busy_once(engine: TranslationEngine, _body: dict[str, Any]) -> Answer | None:
    first = len(engine.asked("/translate")) == 1
    return _json(429, {"error": "Slowdown"}, (b"retry-after", b"0")) if first else None


async def _huge(_engine: TranslationEngine, _body: dict[str, Any]) -> Answer:
    async def fifty_megabytes() -> AsyncIterator[bytes]:
        yield b'{"translatedText": ["'
        for _ in range(50 * 16):
            yield b"a" * 64 * 1024
        yield b'"]}'

    return 200, [(b"content-type", b"application/json")], fifty_megabytes()


async def _drips(_engine: TranslationEngine, _body: dict[str, Any]) -> Answer:
    async def drop_by_drop() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" "
            await asyncio.sleep(0.05)

    return 200, [(b"content-type", b"application/json")], drop_by_drop()


async def _too_few(_engine: TranslationEngine, _body: dict[str, Any]) -> Answer:
    return _json(200, {"translatedText": []})


async def _no_text(_engine: TranslationEngine, body: dict[str, Any]) -> Answer:
    return _json(200, {"translatedText": [None for _ in body["q"]]})


#: What goes wrong before a word is translated.
FAULTS: dict[str, Callable[[TranslationEngine, dict[str, Any]], Any]] = {
    "slow": _slow, "hangs": _hangs, "breaks": _breaks, "breaks_twice": _breaks_twice,
    "redirects": _redirects, "garbage": _garbage, "deep": _deep, "busy": _busy,
    "busy_once": _busy_once, "huge": _huge, "drips": _drips, "too_few": _too_few,
    "no_text": _no_text,
}  # fmt: skip
#: Those of which the list of languages knows nothing.
LATER = {"breaks_twice", "busy_once", "too_few", "no_text", "huge"}
#: What is wrong with the words: (translation, original) → answer.
SPOILT: dict[str, Callable[[str, str], str]] = {
    "loses": lambda said, _asked: _PLACEHOLDER.sub("", said),
    "doubles": lambda said, _asked: f"{said} {' '.join(_PLACEHOLDER.findall(said))}",
    "invents": lambda said, _asked: f"{said} [#77]",
    "repeats": lambda _said, asked: asked,
    "other_language": lambda _said, asked: spoken(asked, "pt"),
    "says_nothing": lambda _said, _asked: " ",
    "talks": lambda said, _asked: said * 12,
    "mumbles": lambda said, _asked: " ".join([*_PLACEHOLDER.findall(said), said[-3:]]),
    "script": lambda said, _asked: f"{said} <script>alert(1)</script>",
    "lures": lambda said, _asked: f"{said} https://evil.example/pay",
    "turns_round": lambda said, _asked: f"\u202e{said}",
    "controls": lambda said, _asked: f"{said}\x00\x1b[31m",
}


@contextlib.contextmanager
def a_translation_engine(
    mode: str = "good", key: str | None = None, port: int | None = None
) -> Iterator[TranslationEngine]:
    engine = TranslationEngine(mode, key, port or free_port())
    config = uvicorn.Config(
        engine, port=engine.port, log_level="critical", lifespan="off", ws="none", http="h11",
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started:
        assert time.monotonic() < until, "the test engine does not start"
        time.sleep(0.01)
    try:
        yield engine
    finally:
        server.should_exit = True
        thread.join(10)
