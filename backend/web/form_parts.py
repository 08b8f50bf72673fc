"""Takes a form apart while it arrives, within limits, and never writes to a disk."""

from collections.abc import Callable
from typing import Protocol
from urllib.parse import unquote_to_bytes

from python_multipart.multipart import MultipartParser, parse_options_header

from backend.web.refusals import FormTooLarge, FormUnreadable

LARGEST_PART = 10 * 1024 * 1024
LARGEST_URLENCODED = 10 * 1024 * 1024
MOST_FIELDS = 300
#: More than may be kept (5), so that the page can say so; then the form is refused whole.
MOST_PARTS_WITH_FILES = 10
LARGEST_HEADER = 4096
_SLICE = 64 * 1024

#: field, file name, declared type, content, too large
Sent = tuple[str, str, str, bytes, bool]


class Parts(Protocol):
    """``unreadable``: fields that held bytes which are no UTF-8."""

    fields: list[tuple[str, str]]
    files: list[Sent]
    unreadable: set[str]

    def write(self, chunk: bytes) -> None: ...

    def finish(self) -> None: ...


def as_text(raw: bytes) -> str:
    """UTF-8, or with U+FFFD where it is none, so that a person still sees what arrived."""
    return raw.decode("utf-8", errors="replace")


def unquoted(value: bytes) -> bytes:
    """In slices: taken as a whole, each escape becomes an object thirty times as large."""
    read, at = bytearray(), 0
    while at < len(value):
        end = at + _SLICE
        if end < len(value):
            # Not in the middle of an escape.
            cut = value.rfind(b"%", end - 2, end)
            end = end if cut < 0 else cut
        read += unquote_to_bytes(value[at:end])
        at = end
    return bytes(read)


class Fields:
    """What both kinds of form fill."""

    def __init__(self) -> None:
        self.fields: list[tuple[str, str]] = []
        self.files: list[Sent] = []
        self.unreadable: set[str] = set()

    def take(self, name: str, raw: bytes) -> None:
        self.fields.append((name, as_text(raw)))
        try:
            raw.decode()
        except UnicodeDecodeError:
            self.unreadable.add(name)


class Urlencoded(Fields):
    """Parsed when whole: it is text only and small."""

    def __init__(self) -> None:
        super().__init__()
        self._body = bytearray()

    def write(self, chunk: bytes) -> None:
        self._body += chunk
        if len(self._body) > LARGEST_URLENCODED:
            raise FormTooLarge

    def finish(self) -> None:
        pairs = bytes(self._body).split(b"&") if self._body else []
        if len(pairs) > MOST_FIELDS:
            raise FormTooLarge
        for pair in pairs:
            name, _, value = pair.replace(b"+", b" ").partition(b"=")
            self.take(as_text(unquoted(name)), unquoted(value))


class Multipart(Fields):
    def __init__(self, boundary: bytes) -> None:
        super().__init__()
        self._headers: dict[bytes, bytes] = {}
        self._header_name = bytearray()
        self._header_value = bytearray()
        self._content = bytearray()
        self._size = 0
        self._ended = False
        callbacks: dict[str, Callable[..., None]] = {
            "on_part_begin": self._part_begin,
            "on_part_data": self._part_data,
            "on_part_end": self._part_end,
            "on_header_field": self._header_field,
            "on_header_value": self._header_part,
            "on_header_end": self._header_end,
            "on_end": self._end,
        }
        self._parser = MultipartParser(boundary, callbacks)  # type: ignore[arg-type]  # wants a TypedDict

    def write(self, chunk: bytes) -> None:
        self._parser.write(chunk)

    def finish(self) -> None:
        self._parser.finalize()
        if not self._ended:
            raise FormUnreadable  # the connection broke: half an upload is none

    def _part_begin(self) -> None:
        self._headers, self._size = {}, 0
        self._content = bytearray()

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        self._size += end - start
        if self._size <= LARGEST_PART:
            self._content += data[start:end]
        else:
            self._content.clear()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]
        self._guard_header()

    def _header_part(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]
        self._guard_header()

    def _guard_header(self) -> None:
        if len(self._header_name) + len(self._header_value) > LARGEST_HEADER:
            raise FormUnreadable

    def _header_end(self) -> None:
        self._headers[bytes(self._header_name).lower()] = bytes(self._header_value)
        self._header_name.clear()
        self._header_value.clear()

    def _end(self) -> None:
        self._ended = True

    def _part_end(self) -> None:
        disposition = self._headers.get(b"content-disposition", b"")
        _, options = parse_options_header(disposition)
        if b"name" not in options:
            raise FormUnreadable
        name, too_large = as_text(options[b"name"]), self._size > LARGEST_PART
        if b"filename" not in options:
            self._add_field(name, too_large=too_large)
            return
        declared = as_text(self._headers.get(b"content-type", b""))
        file_name = as_text(options[b"filename"])
        self.files.append((name, file_name, declared, bytes(self._content), too_large))
        if len(self.files) > MOST_PARTS_WITH_FILES:
            raise FormTooLarge

    def _add_field(self, name: str, *, too_large: bool) -> None:
        if too_large or len(self.fields) >= MOST_FIELDS:
            raise FormTooLarge
        self.take(name, bytes(self._content))
