"""Asking a provider over https: its metadata, its keys, and a token for a code.

Limits of time and size, and only to addresses that ``outbound`` lets through.
"""

import asyncio
import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import httpx

from backend.accounts.rules.addresses import is_safe_address
from backend.accounts.rules.identity_tokens import Asked, NotBelieved, Provider
from backend.outbound import AddressRefused, way_out

#: Seconds for one whole answer.
LONGEST = 5.0
MOST_BYTES = 256 * 1024
MOST_KEYS = 40
METADATA = "/.well-known/openid-configuration"
OK = 200


async def with_metadata(provider: Provider, *, inside: Collection[str], loopback: bool) -> Provider:
    """The provider with the addresses that its own metadata name.

    ``inside``: hosts of our own network that may be asked.
    """
    said = await _asked("GET", provider.issuer.rstrip("/") + METADATA, inside)
    if said.get("issuer") != provider.issuer:
        raise NotBelieved("metadata_issuer")
    if "S256" not in _listed(said.get("code_challenge_methods_supported", ["S256"])):
        raise NotBelieved("pkce")
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    addresses = [said.get(name) for name in names]
    if not all(isinstance(a, str) and is_safe_address(a, loopback=loopback) for a in addresses):
        raise NotBelieved("metadata_address")
    authorise, token, keys = (str(a) for a in addresses)
    found = replace(provider, authorise=authorise, token=token, keys=keys)
    return replace(found, inside=frozenset(inside))


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


async def exchange(provider: Provider, asked: Asked, code: str) -> tuple[str, Mapping[str, Any]]:
    """The identity token for the code, and the keys that it may be signed with."""
    from authlib.oauth2.rfc6749 import parameters  # noqa: PLC0415  few sign in so

    body = parameters.prepare_token_request(
        "authorization_code", redirect_uri=asked.back, code=code, code_verifier=asked.verifier
    )
    said = await _asked(
        "POST",
        provider.token,
        provider.inside,
        content=body,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        auth=httpx.BasicAuth(provider.client_id, provider.client_secret),
    )
    token = said.get("id_token")
    if not isinstance(token, str):
        raise NotBelieved("no_token")
    keys = await _asked("GET", provider.keys, provider.inside)
    if len(_listed(keys.get("keys"))) > MOST_KEYS:
        raise NotBelieved("too_many_keys")
    return token, keys


async def _asked(
    method: str, address: str, inside: Collection[str], **more: Any
) -> Mapping[str, Any]:
    try:
        async with (
            asyncio.timeout(LONGEST),
            way_out(inside, LONGEST) as client,
            client.stream(method, address, **more) as answer,
        ):
            if answer.status_code != OK:
                raise NotBelieved("answer")
            return _object(await _content(answer))
    except AddressRefused:
        raise NotBelieved("address") from None
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
        # Without its cause, whose words may name more than the journal should hold.
        raise NotBelieved("away") from None


async def _content(answer: httpx.Response) -> bytes:
    """Read only as far as it may go; what is packed counts as it comes out."""
    content = bytearray()
    async for piece in answer.aiter_bytes(16 * 1024):
        content += piece
        if len(content) > MOST_BYTES:
            raise NotBelieved("too_large")
    return bytes(content)


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise NotBelieved("no_json") from None
    if not isinstance(found, dict):
        raise NotBelieved("no_json")
    return found
