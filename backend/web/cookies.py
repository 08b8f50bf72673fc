"""Cookies: without an age, for this host only, and out of reach of scripts."""

from fastapi import Request, Response

from backend.settings import Settings


def _name(settings: Settings, name: str) -> str:
    return f"__Host-{name}" if settings.public_origin.startswith("https:") else name


def read_cookie(request: Request, name: str) -> str | None:
    return request.cookies.get(_name(request.app.state.settings, name))


def set_cookie(request: Request, response: Response, name: str, value: str) -> None:
    settings: Settings = request.app.state.settings
    response.set_cookie(
        _name(settings, name),
        value,
        path="/",
        secure=settings.public_origin.startswith("https:"),
        httponly=True,
        samesite="lax",
    )


def drop_cookie(request: Request, response: Response, name: str) -> None:
    settings: Settings = request.app.state.settings
    response.delete_cookie(
        _name(settings, name),
        path="/",
        secure=settings.public_origin.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
