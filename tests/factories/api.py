"""Calling the API as a program does."""

import json
import secrets
from pathlib import Path
from typing import Any

import httpx

from backend.app import Installation
from backend.settings import Settings
from tests.factories.pages import app_of

API = "/api/v1"
ACCOUNT = "ระบบตัดสิทธิ์เงินช่วยเหลือของฉันโดยไม่บอกเหตุผล"


def a_key() -> str:
    return secrets.token_urlsafe(24)


def a_complaint(**changes: Any) -> dict[str, Any]:
    return {"country": "TH", "account": ACCOUNT} | changes


async def call(
    program: httpx.AsyncClient, path: str, body: Any, key: str | None = None, **headers: str
) -> httpx.Response:
    """``body``: bytes as they are, anything else as JSON in ASCII, so that surrogates arrive."""
    sent = {"Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await program.post(f"{API}{path}", content=content, headers=sent)


async def file_by_program(program: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await call(program, "/grievances", a_complaint(**changes), a_key())
    assert answer.status_code == 201, answer.text
    filed: dict[str, Any] = answer.json()
    return filed


def with_settings(
    installation: Installation, folder: Path, **changes: Any
) -> tuple[Installation, httpx.AsyncClient]:
    """The same office under other settings, and a program of it."""
    given = installation.settings.model_dump() | {"data_dir": folder}
    settings = Settings(**given | changes)
    other = Installation(settings, installation.engines, installation.files, installation.keyring)
    transport = httpx.ASGITransport(app=app_of(other))
    return other, httpx.AsyncClient(transport=transport, base_url=settings.public_origin)
