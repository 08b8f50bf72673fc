"""Signing in with the account of one's house: there and back. Without a provider it is a 404."""

import re
from collections.abc import Collection
from typing import TypedDict
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from backend import clock
from backend.accounts.actions.providers import opened
from backend.accounts.actions.signing_in_elsewhere import (
    asked_with,
    come_back,
    set_out,
    whoever_proved,
)
from backend.accounts.desk_routes.signing_in import SIGN_IN, let_in
from backend.accounts.queries.providers import provider_in_use, providers_in_use
from backend.accounts.rules.identity_tokens import (
    NotBelieved,
    Proved,
    Provider,
    address_to_ask,
    believed,
    check_way_back,
)
from backend.accounts.rules.signing_in import Method
from backend.accounts.staff import master_of
from backend.errors import Absent
from backend.settings import Settings
from backend.web.cookies import drop_cookie, read_cookie, set_cookie
from backend.web.csrf import check_site
from backend.web.database_session import DeskSession, own_transaction
from backend.web.forms import Form
from backend.web.journal import warn
from backend.web.limits import slow_down
from backend.web.reader import locale_of
from backend.web.templates import refused

router = APIRouter()
COOKIE = "elsewhere"
TRIAL_HOST = "127.0.0.1"
_SLUG = re.compile(r"[a-z0-9-]{1,80}")


@router.get("/sign-in/with/{house}")
async def go_there(request: Request, session: DeskSession, house: str) -> Response:
    """To the provider, with a key in the cookie that only this browser has."""
    from backend.accounts.actions.asking_provider import with_metadata  # noqa: PLC0415  few sign in so

    check_site(request)
    # By network, and never refused: a whole house comes in the morning from one address.
    await slow_down(request, "sign_in", door="desk")
    organisation_id, known = await _provider(request, house)
    try:
        provider = await with_metadata(known, **_reach(request.app.state.settings))
    except NotBelieved as refusal:
        return await _refused(request, session, refusal)
    key = await set_out(session, (organisation_id, known.issuer), clock.now())
    address = address_to_ask(provider, asked_with(key, _back(request, house)))
    response = RedirectResponse(address, status_code=303)
    set_cookie(request, response, COOKIE, key)
    return response


@router.get("/sign-in/with/{house}/back")
async def come_from_there(request: Request, session: DeskSession, house: str) -> Response:
    """What came is believed, or nobody is signed in; either way the cookie is gone."""
    organisation_id, known = await _provider(request, house)
    try:
        proved = await _proved(request, organisation_id, known)
        member = await whoever_proved(session, organisation_id, proved, clock.now())
    except NotBelieved as refusal:
        response = await _refused(request, session, refusal)
    else:
        response = await let_in(request, session, member, Method.PROVIDER)
    drop_cookie(request, response, COOKIE)
    return response


async def _proved(request: Request, organisation_id: UUID, known: Provider) -> Proved:
    """Who came back, as the provider says; no connection is held while it is asked."""
    from backend.accounts.actions import asking_provider  # noqa: PLC0415  few sign in so

    key, now = read_cookie(request, COOKIE) or "", clock.now()
    asked = asked_with(key, _back(request, request.path_params["house"]))
    code = check_way_back(known, asked, dict(request.query_params))
    # Whatever follows, this way back is used up.
    async with own_transaction(request, "desk") as apart:
        there = await come_back(apart, (organisation_id, known.issuer), key, now)
    if not there:
        raise NotBelieved("no_such_way")
    provider = await asking_provider.with_metadata(known, **_reach(request.app.state.settings))
    token, keys = await asking_provider.exchange(provider, asked, code)
    return believed(provider, asked, token, keys, clock.now())


async def _provider(request: Request, house: str) -> tuple[UUID, Provider]:
    if not _SLUG.fullmatch(house):
        raise Absent
    async with own_transaction(request, "desk") as apart:
        row = await provider_in_use(apart, house)
        if row is None:
            raise Absent
        return row.organisation_id, opened(master_of(request), row)


async def _refused(request: Request, session: DeskSession, refusal: NotBelieved) -> Response:
    warn("sign_in_elsewhere_refused", reason=refusal.why)
    houses = await providers_in_use(session, locale_of(request))
    return refused(request, SIGN_IN, Form(), refusal, news="", houses=houses)


def _back(request: Request, house: str) -> str:
    """From the settings, never from what the request says of its host."""
    return f"{request.app.state.settings.desk}/desk/sign-in/with/{quote(house)}/back"


class _Reach(TypedDict):
    inside: Collection[str]
    loopback: bool


def _reach(settings: Settings) -> _Reach:
    """Which providers may be asked that no public network leads to."""
    trial = is_trial(settings)
    here = [TRIAL_HOST] if trial else []
    return {"inside": [*settings.inside_hosts, *here], "loopback": trial}


def is_trial(settings: Settings) -> bool:
    """On this machine alone a provider may be asked without https."""
    return settings.desk.startswith(f"http://{TRIAL_HOST}")
