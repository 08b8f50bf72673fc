"""Files from people: what is accepted, and what of it is kept.

Name, declared type, first bytes and parser must tell the same story. Pictures are drawn anew and
PDFs rewritten, so that nothing but what can be seen stays.
"""

import asyncio
from unicodedata import category, normalize
from urllib.parse import quote

from backend.web.file_accepted import AcceptedFile
from backend.web.forms import Upload

LONGEST_NAME = 120


async def accept(upload: Upload) -> AcceptedFile:
    """The file as it is kept; FileRefused says why not. Runs in a thread."""
    return await asyncio.to_thread(_checked, upload)


def _checked(upload: Upload) -> AcceptedFile:
    from backend.web.file_kinds import checked  # noqa: PLC0415  loads pikepdf and Pillow

    return checked(upload)


def safe_name(name: str) -> str:
    """The name without folders, controls, direction marks and reserved signs; never empty."""
    last = normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        sign
        for sign in last
        if category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
        and sign not in '<>:"|?*'
    )
    stem, dot, extension = kept.strip(" .").rpartition(".")
    short = (stem[: LONGEST_NAME - len(extension) - 1] + dot + extension)[:LONGEST_NAME]
    return short.strip(" .") or "file"


def attachment_headers(name: str) -> dict[str, str]:
    """Headers for handing a file out: RFC 6266, no sniffing, no rendering in our origin."""
    safe = safe_name(name)
    plain = "".join(s if s.isascii() and s not in "\"\\%;'" else "_" for s in safe)
    encoded = quote(safe, safe="")
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store",
    }
