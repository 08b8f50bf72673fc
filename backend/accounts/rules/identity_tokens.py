"""What an identity token must hold before it is believed. The protocol is that of authlib.

It is loaded when the first of its houses signs in: most installations have none.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from backend.errors import Fault, Unacceptable

#: By public keys only: with a shared secret or none, whoever reads the keys could sign.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
#: Headers by which a token would bring its own key along.
_OWN_KEY = {"jku", "jwk", "x5u", "x5c", "crit"}
#: Clocks of two machines may differ by so much, and a token comes at once.
SKEW = timedelta(minutes=1)
OLDEST = timedelta(minutes=10)
LONGEST_SUBJECT, LONGEST_EMAIL = 255, 254


class NotBelieved(Unacceptable):
    """Whatever was wrong at the provider or on the way; the page says no more than that."""

    code = "provider_refused"

    def __init__(self, why: str) -> None:
        """``why`` is a code for the journal, never what came."""
        super().__init__(Fault("provider", self.code))
        self.why = why


@dataclass(frozen=True)
class Provider:
    """An organisation's provider as settings and metadata say.

    ``demands``: of ``amr``, ``acr``; ``inside``: hosts of our own network that may be asked.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    demands: frozenset[str]
    authorise: str = ""
    token: str = ""
    keys: str = ""
    inside: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Asked:
    """What one sign-in sent along: each of it comes back, or is needed to go on."""

    state: str
    nonce: str
    verifier: str = field(repr=False)
    back: str


@dataclass(frozen=True)
class Proved:
    """Who somebody is at a provider. ``email`` only where the provider has checked it."""

    issuer: str
    subject: str
    email: str | None


def address_to_ask(provider: Provider, asked: Asked) -> str:
    """Where the browser is sent."""
    from authlib.oauth2.rfc6749 import parameters  # noqa: PLC0415  few sign in so
    from authlib.oauth2.rfc7636 import create_s256_code_challenge  # noqa: PLC0415  few sign in so

    address: str = parameters.prepare_grant_uri(
        provider.authorise,
        provider.client_id,
        "code",
        redirect_uri=asked.back,
        scope="openid email",
        state=asked.state,
        nonce=asked.nonce,
        code_challenge=create_s256_code_challenge(asked.verifier),
        code_challenge_method="S256",
        max_age="0",
    )
    return address


def check_way_back(provider: Provider, asked: Asked, came: Mapping[str, str]) -> str:
    """The code, where the state is ours and the answer is this provider's (RFC 9207)."""
    if not hmac.compare_digest(came.get("state", "").encode(), asked.state.encode()):
        raise NotBelieved("state")
    if came.get("iss", provider.issuer) != provider.issuer:
        raise NotBelieved("mixed_up")
    if "error" in came or not came.get("code"):
        raise NotBelieved("no_code")
    return came["code"]


def believed(
    provider: Provider, asked: Asked, token: str, keys: Mapping[str, Any], at: datetime
) -> Proved:
    """Who the token is about, or ``NotBelieved``."""
    from authlib.oidc.core import CodeIDToken  # noqa: PLC0415  few sign in so
    from joserfc import jwt  # noqa: PLC0415  few sign in so
    from joserfc.errors import JoseError  # noqa: PLC0415  few sign in so
    from joserfc.jwk import KeySet  # noqa: PLC0415  few sign in so

    try:
        opened = jwt.decode(token, KeySet.import_key_set({"keys": _public(keys)}), ALGORITHMS)
        _refuse_own_key(opened.header)
        claims = CodeIDToken(
            opened.claims,
            opened.header,
            options={"iss": {"essential": True, "value": provider.issuer}},
            params={"nonce": asked.nonce, "client_id": provider.client_id},
        )
        claims.validate(now=int(at.timestamp()), leeway=int(SKEW.total_seconds()))
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        # Without its cause, whose words may quote the token.
        raise NotBelieved("token") from None
    _check_audience(provider, claims)
    _check_age(claims, at)
    _check_second_factor(provider, claims)
    return _proved(provider, claims)


def _public(keys: Mapping[str, Any]) -> list[Any]:
    """Keys for signatures of the kinds above; a shared secret is none."""
    found = keys.get("keys")
    listed = found if isinstance(found, list) else []
    able = [k for k in listed if isinstance(k, dict) and k.get("kty") in {"RSA", "EC", "OKP"}]
    return [key for key in able if key.get("use", "sig") == "sig"]


def _refuse_own_key(header: Mapping[str, Any]) -> None:
    if _OWN_KEY & header.keys():
        raise NotBelieved("own_key")


def _check_audience(provider: Provider, claims: Mapping[str, Any]) -> None:
    """For us alone, or for several and issued to us (``azp``, which authlib holds to our name)."""
    audience = claims["aud"]
    listed = audience if isinstance(audience, list) else [audience]
    if provider.client_id not in listed:
        raise NotBelieved("audience")
    if len(listed) > 1 and claims.get("azp") != provider.client_id:
        raise NotBelieved("azp")


def _check_age(claims: Mapping[str, Any], at: datetime) -> None:
    issued = claims["iat"]
    if not at.timestamp() - OLDEST.total_seconds() <= issued <= (at + SKEW).timestamp():
        raise NotBelieved("age")


def _check_second_factor(provider: Provider, claims: Mapping[str, Any]) -> None:
    """The house must say that it asked for more than a password."""
    methods = claims.get("amr") or []
    said = {one for one in [*methods, claims.get("acr")] if isinstance(one, str)}
    if not said & provider.demands:
        raise NotBelieved("second_factor")


def _proved(provider: Provider, claims: Mapping[str, Any]) -> Proved:
    subject, email = claims["sub"], claims.get("email")
    if not isinstance(subject, str) or not _plain(subject, LONGEST_SUBJECT):
        raise NotBelieved("subject")
    checked = claims.get("email_verified") is True and isinstance(email, str)
    checked = checked and _plain(str(email), LONGEST_EMAIL)
    return Proved(provider.issuer, subject, email if checked else None)


def _plain(text: str, longest: int) -> bool:
    """OpenID Connect allows no other signs in a subject, and no address of ours has them."""
    return 0 < len(text) <= longest and text.isascii() and text.isprintable()
