"""The language in which the person of this request reads, and what they read in it."""

from datetime import date, datetime
from typing import Any

from fastapi import Request

from backend.languages.formats import format_date, format_number
from backend.languages.locales import LOCALES, best_offered, negotiate
from backend.languages.messages import Message, render


def locale_of(request: Request) -> str:
    """What was set on ``request.state.locale`` (staff), the address, or Accept-Language."""
    told = getattr(request.state, "locale", None)
    if told in LOCALES:
        return str(told)
    segment, accepted = request.url.path.split("/")[1], request.headers.get("accept-language", "")
    if segment not in LOCALES:
        return negotiate(accepted)
    return shown_in(request, segment, accepted)


async def learn_locale(request: Request) -> None:
    """Before an answer that no page gives, such as that nothing is at an address of the desk.

    What the account says, where somebody is signed in; capabilities above know it, see app.py.
    """
    ask = getattr(request.app.state, "locale_of_staff", None)
    told = getattr(request.state, "locale", None)
    if ask and told is None and request.url.path.startswith("/desk"):
        request.state.locale = await ask(request)


def behind_language(request: Request) -> str:
    """The rest of the address; that of the home page where the address has no language."""
    _, segment, *rest = request.url.path.split("/")
    if segment not in LOCALES:
        return "/"
    query = f"?{request.url.query}" if request.url.query else ""
    return "/".join(["", *rest]) + query


def here_in(request: Request, tag: str) -> str:
    """The address of this page in another language."""
    return f"/{tag}{behind_language(request)}"


def typed(request: Request) -> tuple[str, ...]:
    """What the person wrote into the form of this request, so that no answer loses it."""
    return tuple(getattr(request.state, "typed", ()))


def shown_in(request: Request, tag: str, accepted: str = "") -> str:
    """The best that is offered; where the languages of the tests are tried, each as it is."""
    trying = bool(getattr(request.app.state, "with_test_locales", False))
    return tag if trying else best_offered(tag, accepted)


def _as_read(value: Any, locale: str) -> Any:
    if isinstance(value, Message):
        return render(value, locale)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return format_number(value, locale)
    if isinstance(value, date) and not isinstance(value, datetime):
        return format_date(value, locale)
    return value


def worded(message: Message, locale: str, /, **facts: Any) -> str:
    """The message in the locale; numbers, days and messages among the facts as it writes them."""
    count = facts.pop("count", None)
    return render(message, locale, count, **{k: _as_read(v, locale) for k, v in facts.items()})
