"""Style sheets and scripts, served under addresses that change with their content."""

import gzip
import mimetypes
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

FOLDER = Path(__file__).parents[2] / "frontend_templates" / "assets"
IMMUTABLE = "public, max-age=31536000, immutable"

router = APIRouter()


@dataclass(frozen=True)
class Asset:
    address: str
    media_type: str
    content: bytes
    compressed: bytes


def _read(path: Path) -> Asset:
    content = path.read_bytes()
    name = f"{path.stem}.{sha256(content).hexdigest()[:16]}{path.suffix}"
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(f"/assets/{name}", media_type, content, gzip.compress(content, 9, mtime=0))


@cache
def assets() -> dict[str, Asset]:
    return {path.name: _read(path) for path in sorted(FOLDER.iterdir()) if path.is_file()}


def asset(name: str) -> str:
    """The address of a file of ``frontend_templates/assets``; KeyError if there is none."""
    return assets()[name].address


@router.get("/assets/{name}", include_in_schema=False)
async def show_asset(request: Request, name: str) -> Response:
    found = next((a for a in assets().values() if a.address == f"/assets/{name}"), None)
    if found is None:
        raise HTTPException(404)
    headers = {"Cache-Control": IMMUTABLE, "Vary": "Accept-Encoding"}
    # Only assets are compressed: they hold no secret. A page may hold a token or a receipt code
    # beside words from the address or the form, and its compressed length would give it away.
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(found.compressed, media_type=found.media_type, headers=headers)
    return Response(found.content, media_type=found.media_type, headers=headers)
