"""A provider of identities on this machine: strict by itself, and lying where a test says so."""

import base64
import contextlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "suara", "a secret of the house"


@cache
def key_named(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})


@dataclass
class Person:
    """As the provider knows somebody."""

    subject: str
    email: str
    verified: bool = True


@dataclass
class IdentityProvider:
    """``claims``, ``header``, ``metadata``: what is said otherwise than it is; None leaves it out.

    ``sign``: makes the token of header and claims. ``mischief``: huge, many, slow, redirect.
    """

    port: int = 0
    path: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    back: dict[str, str] = field(default_factory=dict)
    key: str = "ours"
    sign: Any = None
    mischief: str = ""
    codes: dict[str, tuple[Person, dict[str, str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"

    def consent(self, address: str, person: Person) -> str:
        """The person signs in and agrees; gives the address to come back to."""
        wanted = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert wanted["client_id"] == CLIENT
        assert wanted["response_type"] == "code"
        code = secrets.token_urlsafe(12)
        self.codes[code] = (person, wanted)
        came = {"code": code, "state": wanted["state"], "iss": self.issuer} | self.back
        return f"{wanted['redirect_uri']}?{urlencode(came)}"

    def answer(self, path: str, fields: dict[str, str], who: str) -> tuple[int, Any]:
        if path.endswith("/.well-known/openid-configuration"):
            return 200, self._said()
        if path.endswith("/token"):
            return self._token(fields, who)
        if path.endswith("/keys"):
            return 200, self._keys()
        return 404, {}

    def _said(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorise",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "code_challenge_methods_supported": ["S256"],
        } | self.metadata

    def _keys(self) -> Any:
        own = key_named("ours").as_dict(private=False)
        if self.mischief == "huge":
            return {"keys": [own], "filling": "x" * 2_000_000}
        return {"keys": [own] * (500 if self.mischief == "many" else 1)}

    def _token(self, fields: dict[str, str], who: str) -> tuple[int, Any]:
        """A code works once, for whoever asked for it, with what they asked."""
        person, wanted = self.codes.pop(fields.get("code", ""), (None, {}))
        challenge = base64.urlsafe_b64encode(
            sha256(fields.get("code_verifier", "").encode()).digest()
        )
        right = (
            person is not None
            and who == base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            and fields.get("redirect_uri") == wanted["redirect_uri"]
            and wanted["code_challenge_method"] == "S256"
            and challenge.decode().rstrip("=") == wanted["code_challenge"]
        )
        if not right or person is None:
            return 400, {"error": "invalid_grant"}
        return 200, {"id_token": self.token(person, wanted["nonce"]), "token_type": "Bearer"}

    def token(self, person: Person, nonce: str) -> str:
        now = int(time.time())
        told = {
            "iss": self.issuer, "sub": person.subject, "aud": CLIENT, "iat": now, "nonce": nonce,
            "exp": now + 300, "amr": ["pwd", "mfa"], "email": person.email,
            "email_verified": person.verified,
        }  # fmt: skip
        told = {name: v for name, v in (told | self.claims).items() if v is not None}
        header = {"alg": "RS256", "kid": "one"} | self.header
        sign = self.sign or (lambda h, c: jwt.encode(h, c, key_named(self.key)))
        return sign(header, told)


def unsigned(header: dict[str, Any], claims: dict[str, Any], signature: bytes = b"") -> str:
    parts = (json.dumps(header).encode(), json.dumps(claims).encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


@contextlib.contextmanager
def serving(provider: IdentityProvider) -> Iterator[IdentityProvider]:
    """A real server on loopback, in threads of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self._answer({name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, fields: dict[str, str]) -> None:
            provider.asked.append(self.path)
            if provider.mischief == "slow":
                time.sleep(1.5)
            who = self.headers.get("Authorization", "").removeprefix("Basic ")
            status, said = provider.answer(self.path, fields, who)
            if provider.mischief == "redirect" and self.path.endswith("/token"):
                status = 307
            content = json.dumps(said).encode()
            with contextlib.suppress(OSError):
                self.send_response(status)
                self.send_header("Location", f"{provider.issuer}/elsewhere")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield provider
    server.shutdown()
    server.server_close()


async def set_out(browser: httpx.AsyncClient, house: str) -> str:
    """Where the browser is sent."""
    answer = await browser.get(f"/desk/sign-in/with/{house}")
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]
