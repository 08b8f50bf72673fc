"""Kinds of files that are accepted, and how each is made anew. Loaded with the first file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

import puremagic

from backend.web.file_accepted import AcceptedFile
from backend.web.file_contents import sound, text
from backend.web.file_pdf import pdf
from backend.web.file_pictures import picture
from backend.web.forms import Upload
from backend.web.refusals import (
    FileDoesNotMatch,
    FileEmpty,
    FileKindNotAccepted,
    FileTooLarge,
)


@dataclass(frozen=True)
class Kind:
    media_type: str
    extensions: tuple[str, ...]
    declared: frozenset[str]
    clean: Callable[[bytes], bytes]


def _kind(media_type: str, extensions: str, also: str, clean: Callable[[bytes], bytes]) -> Kind:
    return Kind(
        media_type, tuple(extensions.split()), frozenset({media_type, *also.split()}), clean
    )


KINDS = (
    _kind("image/jpeg", "jpg jpeg", "image/jpg image/pjpeg", lambda c: picture(c, "JPEG")),
    _kind("image/png", "png", "image/x-png", lambda c: picture(c, "PNG")),
    _kind("image/webp", "webp", "", lambda c: picture(c, "WEBP")),
    _kind("application/pdf", "pdf", "application/x-pdf", pdf),
    _kind("text/plain", "txt", "", text),
    _kind("audio/mpeg", "mp3", "audio/mp3 audio/x-mp3 audio/x-mpeg", lambda c: sound(c, "mp3")),
    _kind(
        "audio/mp4", "m4a", "audio/x-m4a audio/m4a audio/aac video/mp4", lambda c: sound(c, "m4a")
    ),
    _kind(
        "audio/ogg", "ogg oga", "application/ogg video/ogg audio/opus", lambda c: sound(c, "ogg")
    ),
)
#: Programs without a better idea declare this; it says nothing, so it contradicts nothing.
_SAYS_NOTHING = {"", "application/octet-stream"}


def _by_name(name: str) -> Kind:
    extension = PurePath(name.replace("\\", "/")).suffix.lower().lstrip(".")
    for kind in KINDS:
        if extension in kind.extensions:
            return kind
    raise FileKindNotAccepted


def _by_first_bytes(content: bytes) -> set[str]:
    """Extensions that the first bytes are known to begin."""
    try:
        return {match.extension.lstrip(".").lower() for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        return set()


def checked(upload: Upload) -> AcceptedFile:
    """The file as it is kept, or a FileRefused. Holds the processor: see ``accept``."""
    if upload.too_large:
        raise FileTooLarge(upload.field)
    if not upload.content:
        raise FileEmpty(upload.field)
    kind = _by_name(upload.name)
    declared = upload.media_type.partition(";")[0].strip().lower()
    if declared not in kind.declared | _SAYS_NOTHING:
        raise FileDoesNotMatch(upload.field)
    found = _by_first_bytes(upload.content[:4096])
    binary = kind.media_type != "text/plain"
    if binary and found and not _known_as(kind, found):
        raise FileDoesNotMatch(upload.field)
    return AcceptedFile(kind.media_type, kind.clean(upload.content), kind.extensions[0])


def _known_as(kind: Kind, found: set[str]) -> bool:
    # Sound containers begin like their video twins; the parser then tells them apart.
    twins = {"m4a": {"mp4", "m4v", "mov", "3gp"}, "ogg": {"ogv", "ogx", "opus", "spx"}}
    names = set(kind.extensions) | twins.get(kind.extensions[0], set())
    return kind.extensions[0] == "mp3" or bool(found & (names | {"jfif", "jpe"}))
