"""Looking for strings in bytes, however they are written there."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

Needle = str | bytes


class Found(NamedTuple):
    """Which string, as what, and where."""

    name: str
    form: str
    path: Path
    around: bytes


def forms(needle: Needle) -> dict[str, bytes]:
    """The ways in which software writes a string down; all but base64 are compared in small."""
    plain = needle.encode() if isinstance(needle, str) else needle
    made = {"bytes": plain.lower(), "hex": plain.hex().encode()}
    for shift in range(3):
        # What stands before it in the same text moves the letters of base64.
        turned = b64encode(bytes(shift) + plain)
        whole = turned[2 * (shift > 0) + (shift > 1) : (shift + len(plain)) // 3 * 4]
        made[f"base64 +{shift}"] = whole
        made[f"base64url +{shift}"] = whole.replace(b"+", b"-").replace(b"/", b"_")
    if isinstance(needle, str):
        made["utf-16"] = needle.encode("utf-16-le").lower()
        made["utf-16 big"] = needle.encode("utf-16-be").lower()
        made["address"] = quote(needle).encode().lower()
        made["escaped"] = needle.encode("unicode_escape").lower()
        made["html"] = needle.encode("ascii", "xmlcharrefreplace").lower()
    return made


def scan(paths: Iterable[Path], needles: Mapping[str, Needle]) -> Iterator[Found]:
    wanted = {name: forms(needle) for name, needle in needles.items()}
    for path in files_in(paths):
        content = path.read_bytes()
        small = content.lower()
        for name, written in wanted.items():
            for form, sought in written.items():
                at = (content if form.startswith("base64") else small).find(sought)
                if at >= 0:
                    yield Found(name, form, path, content[max(0, at - 60) : at + 80])


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (each for each in sorted(path.rglob("*")) if each.is_file())
        elif path.is_file():
            yield path
