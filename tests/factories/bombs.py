"""Fifty things that are small on the way here and large, deep or many once they are read."""

import gzip
import io
import json
import struct
import zipfile
import zlib
from dataclasses import dataclass, field

import pikepdf
from PIL import Image

URLENCODED = "application/x-www-form-urlencoded"
STORY, FILES = "/en/complain/story", "/en/complain/files"
GRIEVANCES = "/api/v1/grievances"
#: Zeros that a file unpacks to; packed they are a thousandth of it.
ZEROS = 400 * 1024 * 1024
_KEY = {"Idempotency-Key": "k" * 30, "Content-Type": "application/json"}


@dataclass(frozen=True)
class Bomb:
    """``file``: name and content for the form of files, in place of a body."""

    method: str = "GET"
    path: str = "/en/systems"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    file: tuple[str, bytes] | None = None


def packed(size: int) -> bytes:
    """That many zeros, made without holding them."""
    press, piece = zlib.compressobj(9), bytes(1024 * 1024)
    return b"".join(press.compress(piece) for _ in range(size // len(piece))) + press.flush()


PACKED = packed(ZEROS)


def chunk(name: bytes, content: bytes) -> bytes:
    checked = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + checked


def png(width: int, height: int, *more: bytes, data: bytes = PACKED, depth: int = 8) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0))
    between = b"".join(more)
    return (
        b"\x89PNG\r\n\x1a\n" + head + between + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )  # fmt: skip


def plain(kind: str, width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("1" if kind == "PNG" else "L", (width, height)).save(out, kind)
    return out.getvalue()


def resized(content: bytes, old: tuple[int, int], new: tuple[int, int]) -> bytes:
    """A JPEG whose head says another size than it has."""
    was, now = (struct.pack(">HH", height, width) for width, height in (old, new))
    return content.replace(was, now)


def pdf_of(make: object) -> bytes:
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    make(made)  # type: ignore[operator]  # each of those below
    made.save(out)
    return out.getvalue()


def large_page(made: pikepdf.Pdf) -> None:
    stream = pikepdf.Stream(made, b"")
    stream.write(PACKED, filter=pikepdf.Name.FlateDecode)
    made.pages[0].Contents = stream


def deep_page(made: pikepdf.Pdf) -> None:
    inner: object = 1
    for _ in range(400):
        inner = pikepdf.Array([inner])
    made.Root.Deep = inner


def many_things(made: pikepdf.Pdf) -> None:
    made.Root.Many = pikepdf.Array([made.make_indirect(pikepdf.Dictionary(N=n))
                                    for n in range(30_000)])  # fmt: skip


def object_stream() -> bytes:
    """A PDF whose objects lie in a stream that unpacks to hundreds of megabytes."""
    head = b"%PDF-1.5\n"
    said = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>" % len(PACKED)
    stream = b"1 0 obj" + said + b"stream\n" + PACKED + b"\nendstream endobj\n"
    rows = struct.pack(">BIB", 0, 0, 0) + struct.pack(">BIB", 1, len(head), 0)
    rows += struct.pack(">BIB", 2, 1, 0)
    place = len(head) + len(stream)
    table = b"3 0 obj<</Type/XRef/W[1 4 1]/Size 3/Index[0 3]/Root 2 0 R/Length %d>>stream\n" % len(
        rows
    )
    return head + stream + table + rows + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % place


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(40):
            made.writestr(f"{number}.xml", bytes(1024 * 1024 * 4))
    return out.getvalue()


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", len(content) + 8, name) + content


def parts(number: int, name: str = "x") -> bytes:
    one = f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n1\r\n'.encode()
    return one * number + b"--b--\r\n"


def a_file(name: str, content: bytes) -> Bomb:
    return Bomb("POST", FILES, file=(name, content))


def an_answer(body: bytes, kind: str = URLENCODED, **headers: str) -> Bomb:
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return Bomb("POST", STORY, {"Content-Type": kind} | more, body)


def for_program(body: bytes, **headers: str) -> Bomb:
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return Bomb("POST", GRIEVANCES, _KEY | more, body)


def asked(path: str = "/en/systems", **headers: str) -> Bomb:
    return Bomb("GET", path, {name.replace("_", "-"): value for name, value in headers.items()})


MULTIPART = "multipart/form-data; boundary=b"
_RANGES = "bytes=" + ",".join(f"{n}-{n + 1}" for n in range(10_000))
_JPEG = plain("JPEG", 16, 24)

BOMBS: dict[str, Bomb] = {
    "a picture of 900 million points": a_file("a.png", png(30_000, 30_000)),
    "a picture as wide as can be": a_file("a.png", png(2**31 - 1, 1)),
    "a picture as high as can be": a_file("a.png", png(1, 2**31 - 1)),
    "a picture just over the limit": a_file("a.png", plain("PNG", 4_473, 4_473)),
    "a picture just under the limit": a_file("a.png", plain("PNG", 4_472, 4_472)),
    "a picture of two bytes a colour": a_file("a.png", png(4_400, 4_400, depth=16)),
    "a small picture with much in it": a_file("a.png", png(8, 8)),
    "a text of a picture that unpacks": a_file(
        "a.png", png(8, 8, chunk(b"zTXt", b"a\0\0" + PACKED))
    ),
    "colours of a picture that unpack": a_file(
        "a.png", png(8, 8, chunk(b"iCCP", b"a\0\0" + PACKED))
    ),
    "many texts of a picture": a_file("a.png", png(8, 8, chunk(b"tEXt", b"a\0b") * 20_000)),
    "a moving picture of many frames": a_file(
        "a.png", png(8, 8, chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0)))
    ),
    "a JPEG that says it is huge": a_file("a.jpg", resized(_JPEG, (16, 24), (65_500, 65_500))),
    "a JPEG that says it is large": a_file("a.jpg", resized(_JPEG, (16, 24), (4_000, 4_900))),
    "a WebP that says it is huge": a_file(
        "a.webp", b"RIFF\x22\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff" * 6 + bytes(8)
    ),
    "a PDF with a page that unpacks": a_file("a.pdf", pdf_of(large_page)),
    "a PDF with objects that unpack": a_file("a.pdf", object_stream()),
    "a PDF nested deeply": a_file("a.pdf", pdf_of(deep_page)),
    "a PDF of many parts": a_file("a.pdf", pdf_of(many_things)),
    "a PDF of brackets": a_file("a.pdf", b"%PDF-1.7\n1 0 obj" + b"[" * 9_000_000),
    "an archive as PDF": a_file("a.pdf", archive()),
    "an archive as text": a_file("a.txt", archive()),
    "a packed file as picture": a_file("a.png", gzip.compress(bytes(9_000_000))),
    "ten megabytes of one letter": a_file("a.txt", b"a" * 10_485_760),
    "ten megabytes of line ends": a_file("a.txt", b"\n" * 10_485_760),
    "ten megabytes of beginnings": a_file("a.txt", b"<" * 10_485_760),
    "a sound with a tag larger than itself": a_file("a.mp3", b"ID3\4\0\0\x7f\x7f\x7f\x7f"),
    "a sound of nothing but tags": a_file("a.mp3", b"ID3\4\0\0\0\0\0\0" * 900_000),
    "a sound of many boxes": a_file(
        "a.m4a", box(b"ftyp", b"M4A \0\0\0\0") + box(b"free") * 1_000_000
    ),
    "a sound of boxes in boxes": a_file(
        "a.m4a", box(b"ftyp", b"M4A ") + box(b"moov", b"\0\0\0\x08udta" * 999)
    ),
    "a sound of many pages": a_file("a.ogg", (b"OggS\0\2" + bytes(20) + b"\0") * 300_000),
    "ten thousand parts": an_answer(parts(10_000), MULTIPART),
    "ten thousand parts of one name": an_answer(parts(10_000, "account"), MULTIPART),
    "ten thousand fields": an_answer("&".join(f"x{n}=1" for n in range(10_000)).encode()),
    "a million marks between fields": an_answer(b"&" * 1_000_000),
    "a million signs to decode": an_answer(b"account=" + b"%41" * 3_400_000),
    "a name of nine megabytes": an_answer(b"a" * 9_000_000 + b"=1"),
    "a boundary that nearly comes": an_answer(b"--b\r\n\r\n" + b"\r\n--" * 1_000_000, MULTIPART),
    "a part with endless headers": an_answer(b"--b\r\n" + b"A: b\r\n" * 500_000, MULTIPART),
    "a packed form": an_answer(gzip.compress(bytes(9_000_000)), Content_Encoding="gzip"),
    "brackets, three thousand deep": for_program(b"[" * 3_000 + b"]" * 3_000),
    "brackets, a megabyte": for_program(b"[" * 1_000_000),
    "objects, a megabyte deep": for_program(b'{"account":' * 90_000),
    "a number of a megabyte": for_program(b'{"account":' + b"9" * 1_000_000 + b"}"),
    "a power beyond all": for_program(b'{"account":1e999999999}'),
    "fifty thousand names": for_program(json.dumps({f"x{n}": 1 for n in range(50_000)}).encode()),
    "a packed body": for_program(gzip.compress(bytes(9_000_000)), Content_Encoding="gzip"),
    "ten thousand ranges": asked(Range=_RANGES),
    "ten thousand ranges of an asset": asked("{asset}", Range=_RANGES),
    "ten thousand languages": asked(Accept_Language="en;q=0.1," * 6_000),
    "ten thousand encodings": asked(Accept_Encoding="gzip;q=0.1," * 5_000),
    "sixty thousand signs of cookies": asked(Cookie="a=b;" * 12_000),
    "ten thousand hops": asked(X_Forwarded_For="10.0.0.1," * 6_000),
    "a thousand headers": Bomb(headers={f"X-{n}": "1" for n in range(1_000)}),
    "ten thousand parameters": asked("/en/systems?" + "q=a&" * 10_000),
    "a search of marks": asked("/en/systems?q=" + "%25_" * 10_000),
}  # fmt: skip
