"""Readers of whole bodies and files, as ``readers`` has them of texts."""

import asyncio
import io
import json
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import cache
from hashlib import sha256
from typing import Any

from tests.factories.readers import TODAY, Reader


def _request(kind: bytes, body: bytes) -> Any:
    """A POST whose body arrives in two parts."""
    from fastapi import Request

    half = len(body) // 2
    waiting = [body[:half], body[half:]]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    headers = [(b"content-type", kind), (b"idempotency-key", b"k" * 24)]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """Ends with the process."""
    return asyncio.new_event_loop()


def _done(work: Coroutine[Any, Any, Any]) -> Any:
    return _loop().run_until_complete(work)


def _typed_bodies(read: Callable[[Any], Coroutine[Any, Any, Any]]) -> Callable[[bytes], Any]:
    """The first line of the bytes is the declared type, the rest the body."""

    def whole(data: bytes) -> Any:
        kind, _, body = data.partition(b"\n")
        return _done(read(_request(kind, body)))

    return whole


def forms() -> Reader:
    from backend.errors import Refusal
    from backend.web.form_reading import read_form

    read = _typed_bodies(read_form)
    part = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n'
    sent = part + b"Content-Type: image/png\r\n\r\nabc\r\n--x--\r\n"
    field = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n' + sent
    kind = b"multipart/form-data; boundary=x\n"
    plain = b"application/x-www-form-urlencoded\na=b&c=%E0%B8%81+%00&&=&csrf=1.2.3"
    return Reader(read, (kind + sent, kind + field, plain), (Refusal,))


def bodies_of_the_api() -> Reader:
    from backend.errors import Refusal, Unacceptable
    from backend.grievances.api_routes.bodies import NewAct, NewGrievance, NewMessage
    from backend.grievances.api_routes.reading import (
        Reading,
        asked_act,
        asked_filing,
        asked_message,
    )
    from backend.web.json_reading import read_json

    async def read(request: Any) -> None:
        found = await read_json(request)
        for shape, asked in (
            (NewGrievance, lambda read: asked_filing(read, TODAY)),
            (NewMessage, asked_message), (NewAct, asked_act),
        ):  # fmt: skip
            asking = Reading(request, found, shape)
            with suppress(Unacceptable):
                asked(asking)
            assert all(name.isascii() for name in asking.faults)

    code = {"receipt_code": "0W40-J2GB-1G6G-W3RG-2491-650J", "text": "a", "act": "withdraw"}
    story = {"country": "TH", "account": "a", "happened": "2026-03", "contact": {"phone": "+66"}}
    seeds = [b"application/json\n" + json.dumps(said).encode() for said in (code, story)]
    return Reader(_typed_bodies(read), tuple(seeds), (Refusal,))


def _files(*kinds: str, seeds: tuple[bytes, ...]) -> Reader:
    """The first byte chooses the name's ending."""
    from backend.web.file_kinds import checked
    from backend.web.forms import Upload
    from backend.web.refusals import FileRefused

    def read(data: bytes) -> None:
        ending = kinds[data[0] % len(kinds)] if data else kinds[0]
        kept = checked(Upload("files", f"a.{ending}", "", data[1:]))
        assert kept.content
        again = checked(Upload("files", f"a.{kept.extension}", kept.media_type, kept.content))
        assert again.media_type == kept.media_type

    return Reader(read, seeds, (FileRefused,))


def texts_and_sounds() -> Reader:
    def box(name: bytes, content: bytes) -> bytes:
        return (len(content) + 8).to_bytes(4) + name + content

    track = box(b"moov", box(b"trak", box(b"udta", b"x")) + box(b"meta", b"y"))
    m4a = box(b"ftyp", b"M4A \0\0\0\0M4A ") + track + box(b"mdat", b"x")
    ogg = b"OggS\0\2" + bytes(20) + bytes([1, 10]) + b"OpusHead\1\1"
    mp3 = b"ID3\4\0\0\0\0\0\1x" + b"\xff\xfb\x90\x64" + bytes(40)
    text = "ฉันถูกปฏิเสธ\n".encode()
    seeds = (b"\0" + text, b"\1" + mp3, b"\2" + m4a, b"\3" + ogg)
    return _files("txt", "mp3", "m4a", "ogg", seeds=seeds)


def pictures() -> Reader:
    from PIL import Image

    kinds = ("JPEG", "PNG", "WEBP")
    seeds = []
    for number, kind in enumerate(kinds):
        for mode in ("RGB", "L"):
            out = io.BytesIO(bytes([number]))
            out.seek(1)
            Image.new(mode, (6, 5), 90).save(out, kind, exif=Image.Exif())
            seeds.append(out.getvalue())
    return _files("jpg", "png", "webp", seeds=tuple(seeds))


def pdfs() -> Reader:
    import pikepdf

    made = pikepdf.new()
    made.add_blank_page()
    made.docinfo["/Author"] = "x"
    made.Root.OpenAction = pikepdf.Array([made.pages[0].obj, pikepdf.Name.Fit])
    seeds = []
    for options in ({}, {"object_stream_mode": pikepdf.ObjectStreamMode.generate}):
        out = io.BytesIO(b"\0")
        out.seek(1)
        made.save(out, deterministic_id=True, **options)
        seeds.append(b"\0" + out.getvalue().lstrip(b"\0"))
    return _files("pdf", seeds=tuple(seeds))


def backups() -> Reader:
    from backend.backup.actions import container, parts
    from backend.backup.rules.manifest import BackupRefused

    def read(data: bytes) -> None:
        """The head with what is sealed below it; only a cheap price is paid."""
        head, _ = container.read_head(io.BytesIO(data))
        prices = [head.get(name) for name in container.COST]
        if all(price is None or isinstance(price, str | float) or price <= 64 for price in prices):
            for _, content in parts.Parts(container.opened_pieces(io.BytesIO(data), "passphrase")):
                assert all(content)

    head = {"time": 1, "memory": 8, "lanes": 1, "salt": "00" * 16, "prefix": "00" * 7}
    written = json.dumps(head | {"made_at": "2026-11-20T03:00:00+00:00"}).encode()
    start = container.MAGIC + len(written).to_bytes(4) + written
    key = container._key("passphrase", head)
    nonce = container._nonce(bytes(7), 0, last=True)
    sealed = key.encrypt(nonce, bytes(4), sha256(start).digest())
    piece = len(sealed).to_bytes(4) + sealed
    return Reader(read, (start + piece, start, start + piece * 2), (BackupRefused,))


def contents_of_backups() -> Reader:
    """What stands under a whole seal, when another program made it."""
    from backend.backup.actions.parts import Parts
    from backend.backup.rules.manifest import BackupRefused, read_manifest

    def read(data: bytes) -> None:
        half = len(data) // 2
        for name, content in Parts(iter([data[:half], data[half:]])):
            whole = b"".join(content)
            if name == "manifest":
                read_manifest(whole)

    manifest = {
        "version": 1, "made_at": "2026-11-20T03:00:00+00:00", "revision": "1", "server": "18",
        "tables": {"a": {"rows": 1, "digest": "0"}}, "policies": "", "grants": "", "files": 0,
        "missing": 0, "erasures": 0, "last_erasure": "",
    }  # fmt: skip
    written = json.dumps(manifest).encode()

    def named(name: bytes, content: bytes) -> bytes:
        return b"".join(len(each).to_bytes(4) + each for each in (name, content, b""))

    seeds = (named(b"manifest", written) + bytes(4), named(b"a", b"b") * 2 + bytes(4))
    return Reader(read, seeds, (BackupRefused,))
