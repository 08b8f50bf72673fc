"""Forms that only our own pages can send: where the request comes from, and a token.

Under ``Referrer-Policy: no-referrer`` Chromium sends ``Origin: null`` with our own forms, so
``Origin`` counts only where ``Sec-Fetch-Site`` is absent, and there ``null`` proves nothing: the
token decides.
"""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from markupsafe import Markup

from backend import clock
from backend.web.cookies import read_cookie
from backend.web.form_reading import read_form
from backend.web.form_tokens import (
    bound_token,
    is_bound_token,
    is_stateless_token,
    stateless_token,
)
from backend.web.forms import Form
from backend.web.forms_key import forms_key
from backend.web.reader import typed
from backend.web.refusals import ForeignForm, FormStale

FIELD = "csrf"
_OWN_SITES = {"same-origin", "none"}
#: Which cookie the forms below an address are bound to, once it is there.
_BOUND_TO = (("/desk", "staff"), ("/follow", "follow"), ("/complain", "draft"))
#: Fields that people write whole sentences into.
WRITTEN = {
    "account", "acknowledge_message", "answer", "contact_reason", "go_on_reason", "hold_reason",
    "message", "note", "outcome_reason", "owner_question", "person_question", "print_reason",
    "reason", "reason_theirs", "receipt_reason", "referral_address", "referral_letter",
    "return_note", "system_text", "take_back_reason", "translation", "wanted",
}  # fmt: skip


def check_site(request: Request) -> None:
    """ForeignForm if the browser says that another site sent this."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in _OWN_SITES:
            raise ForeignForm
        return
    origin = request.headers.get("origin")
    if origin is None or origin == "null":
        return
    said, settings = urlsplit(origin), request.app.state.settings
    insecure = settings.public_origin.startswith("https:") and said.scheme != "https"
    if insecure or said.netloc.lower() != request.headers.get("host", "").lower():
        raise ForeignForm


def _cookie(request: Request) -> str | None:
    path = request.url.path
    name = next((name for part, name in _BOUND_TO if f"{part}/" in f"{path}/"), None)
    return read_cookie(request, name) if name else None


def _key(request: Request) -> bytes:
    return forms_key(request.app.state.settings.data_dir)


def token_for(request: Request) -> str:
    cookie = _cookie(request)
    if cookie:
        return bound_token(_key(request), cookie)
    return stateless_token(_key(request), int(clock.now().timestamp()))


def check_token(request: Request, token: str, *, strict: bool) -> None:
    """FormStale unless the token is ours.

    Anybody can fetch a stateless token, so beside a cookie it counts only where not ``strict``
    and where the browser itself vouches for the page: the tab opened before the cookie came.
    """
    cookie, key = _cookie(request), _key(request)
    if cookie and is_bound_token(key, token, cookie):
        return
    vouched = request.headers.get("sec-fetch-site") == "same-origin"
    if (cookie is None or (vouched and not strict)) and is_stateless_token(
        key, token, int(clock.now().timestamp())
    ):
        return
    raise FormStale


async def public_form(request: Request) -> Form:
    return await _checked(request, strict=False)


async def staff_form(request: Request) -> Form:
    return await _checked(request, strict=True)


async def _checked(request: Request, *, strict: bool) -> Form:
    form = await _read(request)
    try:
        check_token(request, form.text(FIELD), strict=strict)
    except FormStale:
        raise FormStale(typed(request)) from None
    return form


async def _read(request: Request) -> Form:
    """What a person wrote stays with the request, never a code or an address."""
    check_site(request)
    form = await read_form(request)
    written = (text for name, text in form.fields if name in WRITTEN and text.strip())
    request.state.typed = tuple(written)
    return form


def csrf_field(request: Request) -> Markup:
    return Markup('<input type="hidden" name="%s" value="%s">') % (FIELD, token_for(request))


PublicForm = Annotated[Form, Depends(public_form)]
StaffForm = Annotated[Form, Depends(staff_form)]
