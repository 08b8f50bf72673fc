"""Files through the form reader: several at once, over-long parts, broken connections."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote_to_bytes

import httpx
import pytest
from fastapi import Request

from backend.web.form_parts import unquoted
from backend.web.form_reading import SMALL, UPLOADS_AT_A_TIME, read_form
from backend.web.forms import Form
from backend.web.refusals import FormTooLarge, FormUnreadable

pytestmark = pytest.mark.battery("T12")
LARGE = 10 * 1024 * 1024


def receiving(*chunks: bytes) -> Callable[[], Awaitable[dict[str, Any]]]:
    waiting = list(chunks)

    async def receive() -> dict[str, Any]:
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    return receive


async def read(files: list[Any], data: dict[str, str], cut: int | None = None) -> Form:
    sent = httpx.Request("POST", "http://127.0.0.1/", data=data, files=files)
    body = sent.read()[:cut]
    headers = [(b"content-type", sent.headers["content-type"].encode())]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
    return await read_form(Request(scope, receiving(*(body[:7], body[7:99], body[99:]))))


async def test_files_and_fields_arrive_whole() -> None:
    files = [("files", ("รูป.png", b"one", "image/png")), ("files", ("b.txt", b"", "text/plain"))]
    form = await read(files, {"continue": "yes", "account": "ฉัน"})
    assert form.text("account") == "ฉัน"
    assert form.pressed() == "continue"
    assert [(f.name, f.content) for f in form.files("files")] == [
        ("รูป.png", b"one"),
        ("b.txt", b""),
    ]


async def test_a_file_over_10_mb_is_marked_and_the_rest_is_kept() -> None:
    files = [("files", ("a.png", bytes(LARGE + 1))), ("files", ("b.png", bytes(LARGE)))]
    form = await read(files, {"account": "kept"})
    assert [(f.too_large, len(f.content)) for f in form.files("files")] == [
        (True, 0),
        (False, LARGE),
    ]
    assert form.text("account") == "kept"


async def stall(gone: asyncio.Event) -> None:
    """Somebody sends half of a file, and then nothing until they are gone."""
    head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
    waiting = [head + bytes(SMALL)]

    async def receive() -> dict[str, Any]:
        if not waiting:
            await gone.wait()
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": waiting.pop(), "more_body": True}

    headers = [(b"content-type", b"multipart/form-data; boundary=b")]
    with pytest.raises(FormUnreadable):
        await read_form(Request({"type": "http", "method": "POST", "headers": headers}, receive))


async def test_whoever_only_writes_waits_for_nobodys_files() -> None:
    gone = asyncio.Event()
    slow = [asyncio.create_task(stall(gone)) for _ in range(UPLOADS_AT_A_TIME)]
    await asyncio.sleep(0)
    async with asyncio.timeout(30):
        form = await read([("files", ("a.txt", b"few"))], {"message": "help"})
        assert form.text("message") == "help"
        large = asyncio.create_task(read([("files", ("b.png", bytes(2 * SMALL)))], {}))
        assert (await asyncio.wait([large], timeout=0.1))[1], "it waits for its turn"
        gone.set()
        await asyncio.gather(large, *slow)


async def test_who_sends_nothing_any_more_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.web.form_reading.LONGEST_SILENCE", 0.05)
    async with asyncio.timeout(30):
        await asyncio.gather(*(stall(asyncio.Event()) for _ in range(2 * UPLOADS_AT_A_TIME)))


def test_escapes_are_read_alike_wherever_they_are_cut() -> None:
    for shift in range(4):
        value = b"x" * shift + b"%41%zz%e0%b8%81%4" * 20_000 + b"%"
        assert unquoted(value) == unquote_to_bytes(value)


async def test_half_an_upload_is_none() -> None:
    with pytest.raises(FormUnreadable):
        await read([("files", ("a.png", b"x" * 500))], {}, cut=300)


async def test_more_files_than_any_page_asks_for_are_refused() -> None:
    with pytest.raises(FormTooLarge):
        await read([("files", (f"{n}.png", b"x")) for n in range(11)], {})
