"""What hostile people and broken programs send, by name. Nothing of it is harmful here."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from PIL import Image

#: Stands in everything that is typed, and may be found on the page alone.
CANARY = "kanari7734"
WORDS = f"{CANARY} ระบบ"


@dataclass(frozen=True)
class Typed:
    """A page of the form and what is typed into it.

    ``code``: the words of the refusal, none where it is taken. ``kept``: must stand on the page.
    """

    page: str
    fields: dict[str, str | bytes]
    code: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    kept: str = ""
    status: int = 0

    @property
    def expected(self) -> int:
        return self.status or (422 if self.code else 303)


def story(text: str | bytes, code: str | None = None, **more: Any) -> Typed:
    kept = text if isinstance(text, str) else ""
    fields: dict[str, str | bytes] = {"country": "TH", "account": text}
    return Typed("story", fields | more.pop("fields", {}), code, **({"kept": kept} | more))


def when(*parts: str, code: str | None = None) -> Typed:
    """Day, month, year."""
    names = ("happened_day", "happened_month", "happened_year")
    fields: dict[str, str | bytes] = dict(zip(names, parts, strict=True))
    return Typed("system", fields | {"system_text": CANARY}, code, kept=CANARY if code else "")


def too_long(length: int, longest: int) -> dict[str, Any]:
    return {"code": "too_long", "facts": {"length": length, "longest": longest}}


STORIES: dict[str, Typed] = {
    "nothing at all": Typed("story", {}, "account_missing"),
    "only spaces": Typed("story", {"country": "TH", "account": " \n\u3000"}, "account_missing"),
    "a megabyte": story(CANARY + "a" * 999_990, **too_long(1_000_000, 20_000)),
    "one sign too many": story(CANARY + "ก" * 19_991, **too_long(20_001, 20_000)),
    "NUL": story(f"{CANARY}\0", "unreadable", kept=CANARY),
    "escape sequences": story(f"{CANARY}\x1b[2J", "unreadable", kept=CANARY),
    "C1 controls": story(f"{CANARY}\x85\x9b", "unreadable", kept=CANARY),
    "a lone surrogate": story(CANARY.encode() + b"\xed\xa0\x80", "unreadable", kept=CANARY),
    "Thai in another encoding": story(
        CANARY.encode() + "ระบบ".encode("cp874"), "unreadable", kept=CANARY
    ),
    "overlong UTF-8": story(CANARY.encode() + b"\xc0\xaf", "unreadable", kept=CANARY),
    "bidi controls": story(f"{WORDS} \u202eevil\u202c \u2066x\u2069"),
    "SQL": story(f"{CANARY}'); DROP TABLE cases; --"),
    "a script": story(f"{CANARY} <script>alert(1)</script>"),
    "an attribute that breaks out": story(f'{CANARY}"><img src=x onerror=alert(1)>'),
    "the end of the text field": story(f"{CANARY}</textarea><svg onload=alert(1)>"),
    "a template": story(CANARY + " {{ 7*7 }} {% include 'x' %} ${7*7} #{7*7}"),
    "a format string": story(CANARY + " %(length)s %s %n {0} {self}"),
    "a spreadsheet formula": story(f"=cmd|' /C calc'!A0 {CANARY}"),
    "a header": story(f"{CANARY}\r\nSet-Cookie: a=b\r\n\r\n<p>", kept=f"{CANARY}\nSet-Cookie: a=b"),
    "a thousand marks on one letter": story(
        f"{CANARY} e" + "\u0301" * 1_000, kept=f"{CANARY} é" + "\u0301" * 7
    ),
    "joined emoji and noncharacters": story(f"{CANARY} 👩‍👩‍👧‍👦 \ufffe\U0010ffff"),
    "a country nobody has": story(WORDS, "country_missing", fields={"country": "XX"}),
    "a country in small letters": story(WORDS, "country_missing", fields={"country": "th"}),
    "a country as SQL": story(WORDS, "country_missing", fields={"country": "' OR 1=1"}),
    "a field as a list": Typed("story", {"country": "TH", "account[]": CANARY}, "account_missing"),
    "a name that is too long": story(WORDS, fields={"x" * 5_000: CANARY}),
    "ten thousand fields": story(
        WORDS, "form_too_large", fields={f"x{n}": "1" for n in range(10_000)}, kept="", status=413
    ),
    "fields of models and objects": story(
        WORDS, fields={"__proto__": "1", "id": "1", "case_id": "1", "receipt": "1", "stage": "x"}
    ),
}  # fmt: skip

ANSWERS: dict[str, Typed] = {
    "a system as a path": Typed(
        "system", {"system": "../../etc/passwd", "system_text": CANARY}, "not_a_choice", kept=CANARY
    ),
    "too much about the system": Typed(
        "system", {"system_text": CANARY + "a" * 1_991}, **too_long(2_001, 2_000), kept=CANARY
    ),
    "a negative year": when("1", "1", "-1", code="date_incomplete"),
    "a month that is none": when("1", "13", "2025", code="date_impossible"),
    "the thirtieth of February": when("30", "2", "2025", code="date_impossible"),
    "a year to come": when("", "", "2399", code="date_future"),
    "the year nought": when("", "", "0", code="date_impossible"),
    "a year beyond all calendars": when("1", "1", "9" * 18, code="date_impossible"),
    "a number beyond all numbers": when("1", "1", "9" * 5_000, code="date_incomplete"),
    "a year in raised digits": when("", "", "²⁰²⁵", code="date_incomplete"),
    "a year in words": when("", "", "last year", code="date_incomplete"),
    "a day without a year": when("3", "", "", code="date_incomplete"),
    "a day without a month": when("3", "", "2025", code="date_incomplete"),
    "a Buddhist year": when("1", "2", "2568"),
    "a year in Thai digits": when("๑", "๒", "๒๕๖๘"),
    "a year in Khmer digits": when("", "១២", "២០២៥"),
    "a year in Burmese digits": when("", "", "၂၀၂၅"),
    "a danger nobody knows": Typed(
        "outcome", {"danger": "maybe", "wanted": CANARY}, "not_a_choice", kept=CANARY
    ),
    "somebody affected whom nobody knows": Typed(
        "outcome", {"affected": "<b>", "wanted": CANARY}, "not_a_choice", kept=CANARY
    ),
    "too many wishes": Typed(
        "outcome", {"wanted": CANARY + "ก" * 1_991}, **too_long(2_001, 2_000), kept=CANARY
    ),
    "a way to be reached that is none": Typed(
        "contact", {"contact_way": "pigeon", "name": CANARY}, "not_a_choice", kept=CANARY
    ),
    "a header in an address": Typed(
        "contact", {"contact_way": "email", "email": f"{CANARY}@b.org\r\nBcc: x@example.org"},
        "email_unusable", kept=f"{CANARY}@b.org",
    ),
    "an encoded word in an address": Typed(
        "contact", {"contact_way": "email", "email": f"=?utf-8?q?{CANARY}=0aBcc:?=@example.org"},
        "email_unusable", kept=CANARY,
    ),
    "no address": Typed("contact", {"contact_way": "email", "name": CANARY}, "email_missing"),
    "a number that is SQL": Typed(
        "contact", {"contact_way": "phone", "phone": f"1; DROP {CANARY}"}, "phone_unusable",
        kept=CANARY,
    ),
    "a very long name": Typed(
        "contact", {"name": CANARY + "a" * 191}, **too_long(201, 200), kept=CANARY
    ),
    "a language nobody speaks": Typed("check", {"language": f"xx-{CANARY}"}, "not_a_choice"),
}  # fmt: skip


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


def _png_that_claims(width: int, height: int) -> bytes:
    """A picture of a few bytes whose header promises more than fits into memory."""

    def chunk(name: bytes, content: bytes) -> bytes:
        checked = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + checked

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _pdf_that_runs() -> bytes:
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{CANARY}')")
    made.Root.OpenAction = script
    made.save(out)
    return out.getvalue()


def _archive(inner: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", inner)
    return out.getvalue()


@dataclass(frozen=True)
class Sent:
    """A file: its name, content, declared type and what we say about it."""

    name: str
    content: bytes
    declared: str
    code: str | None = None


_SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
_BOMB = _archive(b"\0" * 30_000_000)

FILES: dict[str, Sent] = {
    "a name that climbs": Sent(f"../../{CANARY}/passwd.png", picture(), "image/png"),
    "a name that is a script": Sent(f"<script>{CANARY}</script>.png", picture(), "image/png"),
    "a name that reads backwards": Sent(f"{CANARY}\u202egpj.png", picture(), "image/png"),
    "a name with a line end": Sent(f"{CANARY}%0d%0aX: y.png", picture(), "image/png"),
    "a name of 3,000 signs": Sent(CANARY + "a" * 3_000 + ".png", picture(), "image/png"),
    "a page that calls itself a picture": Sent(
        f"{CANARY}.png", b"<html><script>alert(1)</script>", "image/png", "does_not_match"
    ),
    "a drawing with a script": Sent(f"{CANARY}.svg", _SVG, "image/svg+xml", "kind_not_accepted"),
    "a drawing that calls itself a picture": Sent("a.png", _SVG, "image/png", "does_not_match"),
    "a drawing that calls itself text": Sent("a.txt", _SVG, "text/plain", "kind_not_accepted"),
    "a picture of another kind": Sent("a.jpg", picture("PNG"), "image/jpeg", "does_not_match"),
    "a picture declared as a page": Sent("a.png", picture(), "text/html", "does_not_match"),
    "a picture larger than any wall": Sent(
        "a.png", _png_that_claims(60_000, 60_000), "image/png", "too_many_pixels"
    ),
    "half a picture": Sent("a.jpg", picture("JPEG", (400, 400))[:900], "image/jpeg", "damaged"),
    "a picture that is also a page": Sent(
        "a.png", picture() + b"<script>alert(1)</script>", "image/png"
    ),
    "a document that runs": Sent("a.pdf", _pdf_that_runs(), "application/pdf", "pdf_runs"),
    "a document that is none": Sent("a.pdf", b"%PDF-1.7\n%%EOF", "application/pdf", "damaged"),
    "an archive that grows": Sent(
        "a.docx", _BOMB, "application/vnd.openxmlformats", "kind_not_accepted"
    ),
    "an archive that calls itself a document": Sent(
        "a.pdf", _BOMB, "application/pdf", "does_not_match"
    ),
    "a program": Sent("a.exe", b"MZ" + b"\0" * 100, "application/octet-stream",
                      "kind_not_accepted"),
    "a file without a kind": Sent(CANARY, b"abc", "", "kind_not_accepted"),
    "an empty file": Sent("a.txt", b"", "text/plain", "empty"),
    "text with NUL": Sent("a.txt", b"a\0b", "text/plain", "does_not_match"),
    "text in another encoding": Sent("a.txt", "ระบบ".encode("cp874"), "text/plain",
                                     "does_not_match"),
    "eleven megabytes": Sent("a.txt", b"a" * (10 * 1024 * 1024 + 1), "text/plain", "too_large"),
}  # fmt: skip
