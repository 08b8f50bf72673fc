"""Plain text and sound: simple checks that a file is what it says, metadata cut off."""

import re
import struct

from backend.web.refusals import FileDamaged, FileDoesNotMatch, FileKindNotAccepted

_MARKUP = re.compile(
    r"<\s*(!doctype|html|svg|script|\?xml|iframe|body|head)\b|^%PDF-", re.IGNORECASE | re.MULTILINE
)
_ID3V1 = 128
_BOX = 8
#: More than any recorder writes beside each other.
_MOST_BOXES = 10_000


def text(content: bytes) -> bytes:
    """UTF-8 without controls. What a browser could take for a page is refused."""
    try:
        read = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileDoesNotMatch from error
    if any(ord(sign) < ord(" ") and sign not in "\t\n\r\f" for sign in read):
        raise FileDoesNotMatch
    if _MARKUP.search(read):
        raise FileKindNotAccepted
    return read.encode()


def sound(content: bytes, kind: str) -> bytes:
    return {"mp3": _mp3, "m4a": _m4a, "ogg": _ogg}[kind](content)


def _mp3(content: bytes) -> bytes:
    """Frames only: the tags before and after them hold names and pictures."""
    content = content[_after_tags(content) :]
    if content[-_ID3V1:-125] == b"TAG":
        content = content[:-_ID3V1]
    first = content[:2]
    is_frame = len(first) > 1 and first[0] == 0xFF and first[1] & 0xE0 == 0xE0  # noqa: PLR2004  11 bits of sync
    if not is_frame or not first[1] & 0x06:
        raise FileDoesNotMatch
    return content


def _after_tags(content: bytes) -> int:
    """Where the frames begin. Tags are counted past, not cut off one by one: there may be many."""
    at = 0
    while content.startswith(b"ID3", at):
        header = content[at : at + 10]
        if len(header) < 10:  # noqa: PLR2004  the length of that header
            raise FileDamaged
        size = 0
        for part in header[6:]:
            size = size << 7 | part & 0x7F
        at += 10 + size
    return at


def _m4a(content: bytes) -> bytes:
    """A row of boxes that adds up, with a track and without pictures. Tags are blanked in place."""
    boxes = _boxes(content)
    names = [name for name, _, _ in boxes]
    if not names or names[0] != b"ftyp":
        raise FileDoesNotMatch
    if b"moov" not in names or b"mdat" not in names:
        raise FileDamaged
    kept = bytearray(content)
    for name, start, end in boxes:
        if name == b"moov":
            _blank_tags(kept, start + _BOX, end)
        elif name in {b"udta", b"meta", b"uuid"}:
            _blank(kept, start, end)
    if b"vide" in kept:
        raise FileKindNotAccepted
    return bytes(kept)


def _boxes(
    content: bytes | bytearray, start: int = 0, end: int | None = None
) -> list[tuple[bytes, int, int]]:
    """(name, start, end) of each box; FileDamaged where the sizes do not add up."""
    end, found = len(content) if end is None else end, []
    while start < end:
        if end - start < _BOX:
            raise FileDamaged
        size, name = struct.unpack(">I4s", content[start : start + _BOX])
        if size == 1:
            size = struct.unpack(">Q", content[start + 8 : start + 16].rjust(8, b"\0"))[0]
        size = size or end - start
        if size < _BOX or start + size > end:
            raise FileDamaged
        found.append((name, start, start + size))
        if len(found) > _MOST_BOXES:
            raise FileDamaged
        start += size
    return found


def _blank_tags(content: bytearray, start: int, end: int) -> None:
    for name, box_start, box_end in _boxes(content, start, end):
        if name in {b"udta", b"meta", b"uuid"}:
            _blank(content, box_start, box_end)
        elif name == b"trak":
            _blank_tags(content, box_start + _BOX, box_end)


def _blank(content: bytearray, start: int, end: int) -> None:
    """The box becomes free space of the same size, so that no offset in the file moves."""
    content[start + 4 : start + 8] = b"free"
    content[start + 8 : end] = bytes(end - start - 8)


def _ogg(content: bytes) -> bytes:
    """Pages that follow each other to the end, of sound alone."""
    at, codecs = 0, []
    while at < len(content):
        header = content[at : at + 27]
        if len(header) < 27 or header[:4] != b"OggS":  # noqa: PLR2004  a page's header
            raise FileDoesNotMatch if at == 0 else FileDamaged
        segments = content[at + 27 : at + 27 + header[26]]
        body = at + 27 + header[26]
        at = body + sum(segments)
        if len(segments) < header[26] or at > len(content):
            raise FileDamaged
        if header[5] & 2:
            codecs.append(content[body : body + 8])
    if (
        not all(c[1:7] == b"vorbis" or c in {b"OpusHead", b"Speex   "} for c in codecs)
        or not codecs
    ):
        raise FileKindNotAccepted
    return content
