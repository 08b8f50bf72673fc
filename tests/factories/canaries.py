"""A complaint in which every field, name and header carries a word that exists nowhere else."""

import io
import random
import secrets
from dataclasses import dataclass, field

import pikepdf
from PIL import Image
from PIL.PngImagePlugin import PngInfo

_LETTERS = "bcdfghjkmnpqrstvwxz"
_THAI = "กขคงจชซญดตถทธนบปผฝพฟมยรลวสหอ"
File = tuple[str, bytes, str]


def _word(letters: str, length: int) -> str:
    return "".join(secrets.choice(letters) for _ in range(length))


@dataclass
class Canaries:
    """``of("wanted")`` is one more word, found by the beginning that all of them share."""

    mark: str = field(default_factory=lambda: _word(_LETTERS, 10))
    thai: str = field(default_factory=lambda: _word(_THAI, 10))
    phone: str = field(default_factory=lambda: f"81{random.SystemRandom().randrange(10**6, 10**7)}")
    names: list[str] = field(default_factory=list)

    def of(self, name: str) -> str:
        self.names.append(name)
        return f"{self.mark}{name}"

    def headers(self) -> dict[str, str]:
        return {
            "User-Agent": f"Phone ({self.of('agent')})",
            "Referer": f"https://{self.of('from')}.example/{self.of('path')}",
            "Accept-Language": f"en, x-{self.of('language')};q=0.1",
            "X-Forwarded-For": f"203.0.113.9, {self.of('forwarded')}",
            "X-Request-Id": self.of("request"),
        }

    def answers(self) -> dict[str, dict[str, str]]:
        """By page of the form."""
        account = f"My {self.of('account')} was cut. {self.thai} A machine {self.of('decided')}."
        contact = {"contact_way": "email", "name": f"Som {self.of('name')}"}
        return {
            "story": {"country": "TH", "account": account},
            "system": {"system": "unknown", "system_text": self.of("system")},
            "outcome": {"danger": "no", "wanted": self.of("wanted"), "affected": "self"},
            "contact": contact
            | {"email": f"{self.of('email')}@example.org", "phone": f"0{self.phone}"},
        }

    def files(self) -> list[File]:
        return [
            (f"{self.of('photo')}.jpg", self._photo(), "image/jpeg"),
            (f"{self.of('screen')}.png", self._screen(), "image/png"),
            (f"{self.of('letter')}.pdf", self._letter(), "application/pdf"),
            (f"{self.of('notes')}.txt", self.of("evidence").encode(), "text/plain"),
        ]

    def _photo(self) -> bytes:
        exif, out = Image.Exif(), io.BytesIO()
        exif[0x010E], exif[0x013B] = self.of("description"), self.of("artist")
        xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{self.of('xmp')}</x:xmpmeta>".encode()
        picture = Image.new("RGB", (40, 30), (90, 20, 200))
        picture.save(out, "JPEG", exif=exif, xmp=xmp, comment=self.of("comment"))
        return out.getvalue()

    def _screen(self) -> bytes:
        chunks, out = PngInfo(), io.BytesIO()
        chunks.add_text("Author", self.of("author"))
        chunks.add_itxt("Title", self.of("title"), zip=False)
        Image.new("RGB", (20, 20)).save(out, "PNG", pnginfo=chunks)
        return out.getvalue()

    def _letter(self) -> bytes:
        out = io.BytesIO()
        with pikepdf.new() as document:
            document.add_blank_page()
            document.docinfo["/Title"] = self.of("pdf")
            document.save(out)
        return out.getvalue()
