"""What is accepted from people as a file, and what of it is kept."""

import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from backend.web import refusals
from backend.web.file_kinds import checked
from backend.web.file_pdf import PdfLocked, PdfRuns
from backend.web.file_pictures import PictureTooLarge
from backend.web.forms import Upload
from backend.web.refusals import FileRefused
from backend.web.uploads import accept, attachment_headers, safe_name
from tests.factories.polyglots import FILES

CANARY = b"canary-7731"


def a_picture(kind: str, **options: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", (20, 10), "red").save(out, kind, **options)
    return out.getvalue()


def a_pdf(change: object = None, **options: object) -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    made.docinfo["/Author"] = CANARY.decode()
    if callable(change):
        change(made)
    out = BytesIO()
    made.save(out, **options)
    return out.getvalue()


def a_box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", len(content) + 8, name) + content


def an_m4a(*more: bytes) -> bytes:
    tags = a_box(b"udta", CANARY)
    return b"".join([a_box(b"ftyp", b"M4A \0\0\0\0M4A "), a_box(b"moov", tags), *more])


def an_ogg(codec: bytes = b"OpusHead") -> bytes:
    body = codec + b"\1\1" + bytes(9)
    return b"OggS\0\2" + bytes(20) + bytes([1, len(body)]) + body


MP3 = b"ID3\4\0\0\0\0\0\x0b" + CANARY + b"\xff\xfb\x90\x64" + bytes(413)


def sent(name: str, content: bytes, kind: str = "") -> Upload:
    return Upload("files", name, kind, content)


GOOD = [
    sent("a.jpg", a_picture("JPEG", comment=CANARY), "image/jpeg"),
    sent("A.JPEG", a_picture("JPEG"), "application/octet-stream"),
    sent("a.png", a_picture("PNG"), "image/png"),
    sent("a.webp", a_picture("WEBP", exif=CANARY), "image/webp"),
    sent("a.pdf", a_pdf(), "application/pdf"),
    sent("a.txt", "ฉันถูกปฏิเสธ\n".encode(), "text/plain; charset=utf-8"),
    sent("a.mp3", MP3, "audio/mpeg"),
    sent("a.m4a", an_m4a(a_box(b"mdat", b"x")), "audio/mp4"),
    sent("a.ogg", an_ogg(), "audio/ogg"),
]


@pytest.mark.parametrize("upload", GOOD, ids=lambda upload: upload.name)
async def test_the_eight_kinds_are_accepted_without_their_metadata(upload: Upload) -> None:
    kept = await accept(upload)
    assert kept.content
    assert CANARY not in kept.content


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"


def a_bomb() -> bytes:
    """A PNG that says 30,000 by 30,000 in its header and holds nothing."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT" + bytes(4)


def runs(made: pikepdf.Pdf) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    made.Root.OpenAction = script


def launches(made: pikepdf.Pdf) -> None:
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    link = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=launch, Rect=[0, 0, 1, 1])
    made.pages[0].Annots = pikepdf.Array([link])


def carries(made: pikepdf.Pdf) -> None:
    made.attachments["a.txt"] = pikepdf.AttachedFileSpec(made, b"x")


LOCK = pikepdf.Encryption(owner="o", user="u")
BAD = [
    (sent("a.svg", SVG, "image/svg+xml"), refusals.FileKindNotAccepted),
    (sent("a.png", SVG, "image/png"), refusals.FileDoesNotMatch),
    (sent("a.txt", SVG, "text/plain"), refusals.FileKindNotAccepted),
    (sent("a.txt", HTML, "text/plain"), refusals.FileKindNotAccepted),
    (sent("a.html", HTML, "text/html"), refusals.FileKindNotAccepted),
    (sent("a.jpg", HTML, "image/jpeg"), refusals.FileDoesNotMatch),
    (sent("a.jpg", b"GIF89a/*" + HTML, "image/jpeg"), refusals.FileDoesNotMatch),
    (sent("a.gif", a_picture("GIF"), "image/gif"), refusals.FileKindNotAccepted),
    (sent("a.png", a_picture("JPEG"), "image/png"), refusals.FileDoesNotMatch),
    (sent("a.png", a_picture("PNG"), "text/html"), refusals.FileDoesNotMatch),
    (sent("a.pdf", a_picture("PNG"), "application/pdf"), refusals.FileDoesNotMatch),
    (sent("a.txt", b"PK\3\4" + bytes(40), "text/plain"), refusals.FileDoesNotMatch),
    (sent("a.txt", b"\xff\xfe\x00", "text/plain"), refusals.FileDoesNotMatch),
    (sent("a.zip", b"PK\3\4", "application/zip"), refusals.FileKindNotAccepted),
    (sent("a.pdf", b"PK\3\4" + a_pdf(), ""), refusals.FileDoesNotMatch),
    (sent("a.png", a_bomb(), "image/png"), PictureTooLarge),
    (sent("a.png", a_picture("PNG")[:48], "image/png"), refusals.FileDamaged),
    (sent("a.pdf", a_pdf()[:200], "application/pdf"), refusals.FileDamaged),
    (sent("a.pdf", a_pdf(runs), "application/pdf"), PdfRuns),
    (sent("a.pdf", a_pdf(launches), "application/pdf"), PdfRuns),
    (sent("a.pdf", a_pdf(carries), "application/pdf"), PdfRuns),
    (sent("a.pdf", a_pdf(encryption=LOCK), "application/pdf"), PdfLocked),
    (sent("a.mp3", HTML, "audio/mpeg"), refusals.FileDoesNotMatch),
    (sent("a.m4a", an_m4a(a_box(b"mdat", b"x"))[:-1], "audio/mp4"), refusals.FileDamaged),
    (sent("a.ogg", an_ogg(b"\x80theora0"), "audio/ogg"), refusals.FileKindNotAccepted),
    (sent("a.ogg", an_ogg()[:-3], "audio/ogg"), refusals.FileDamaged),
    (sent("a.png", b"", "image/png"), refusals.FileEmpty),
    (sent("a", a_picture("PNG"), "image/png"), refusals.FileKindNotAccepted),
    (Upload("files", "a.png", "", b"", too_large=True), refusals.FileTooLarge),
]


@pytest.mark.parametrize(("upload", "refusal"), BAD, ids=lambda value: str(value)[:40])
def test_a_file_that_lies_is_refused(upload: Upload, refusal: type[Exception]) -> None:
    with pytest.raises(refusal) as caught:
        checked(upload)
    assert type(caught.value) is refusal


def test_what_follows_a_picture_is_not_kept() -> None:
    kept = checked(sent("a.jpg", a_picture("JPEG") + HTML + CANARY, "image/jpeg"))
    assert CANARY not in kept.content
    assert b"<script" not in kept.content


NAMES = """
../../etc/passwd|..\\..\\windows\\win.ini|/etc/shadow
C:\\a.png|a/b/c.png|.|..|...|.htaccess| |a\0.png
a\r\nSet-Cookie: x=1.png|a".png|a";x="b.png
a'b.png|a%0d%0a.png|%2e%2e%2fa.png|a;b.png|<b>.png|a|b.png
\u202egnp.exe|\u2066a\u2069.png|\ufeffa.png|a\u200b.png|a\u2028b.png|รูป.png|ပုံ.jpg|រូប.pdf|图片.webp
𝓐.png|e\u0301.png|con.png|nul|aux.txt|a.png.|a .png |-rf.png
$(id).png|`id`.png|=1+1.txt|*?.png|\ud800.png
""".replace("\n", "|").split("|")


@pytest.mark.battery("T17")
@pytest.mark.parametrize("name", [*NAMES, "a" * 500 + ".png", "ก" * 500 + ".png", "." * 300])
def test_a_hostile_name_becomes_a_safe_header(name: str, counted: Callable) -> None:
    value = attachment_headers(name)["Content-Disposition"]
    assert value.isascii()
    assert value.isprintable()
    assert value.startswith('attachment; filename="')
    assert value.count('"') == 2
    assert "/" not in safe_name(name)
    assert 0 < len(safe_name(name)) <= 120
    counted("hostile file names", 1)


def test_many_tags_before_a_sound_are_counted_past_once() -> None:
    """Cutting off one after the other would copy the file each time."""
    tags = b"ID3\4\0\0\0\0\0\0" * 900_000
    assert checked(sent("a.mp3", tags + MP3, "audio/mpeg")).content[:2] == b"\xff\xfb"


def test_what_stands_beside_the_points_of_a_picture_is_not_kept() -> None:
    for name, file in FILES.items():
        if file.name.endswith(("png", "jpg", "jpeg", "webp")):
            with suppress(FileRefused):
                kept = checked(sent(file.name, file.content, file.declared)).content
                assert b"fired" not in kept, name
