"""A provider of identities that lies: nobody is signed in, and the page says no more than that."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from backend import clock
from backend.accounts.actions import asking_provider
from tests.factories.identity_provider import CLIENT, key_named, set_out, unsigned
from tests.factories.pages import visible
from tests.factories.provider_house import REFUSED, House

pytestmark = pytest.mark.battery("T17")


def hmac_with_public_key(header: dict, claims: dict) -> str:
    """Whoever reads the published key signs with it as a shared secret."""
    secret = OctKey.import_key(key_named("ours").as_pem(private=False))
    return jwt.encode(header | {"alg": "HS256"}, claims, secret, ["HS256"])


NOW = int(clock.now().timestamp())
THEIRS = key_named("theirs").as_dict(private=False)
LIES: dict[str, dict] = {
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "the issuer with a slash": {"claims": {"iss": "http://127.0.0.1/"}},
    "for somebody else": {"claims": {"aud": "another"}},
    "for nobody": {"claims": {"aud": None}},
    "for many, issued to nobody": {"claims": {"aud": [CLIENT, "another"]}},
    "for many, issued to another": {"claims": {"aud": [CLIENT, "another"], "azp": "another"}},
    "for us, issued to another": {"claims": {"azp": "another"}},
    "another nonce": {"claims": {"nonce": "x" * 64}},
    "without a nonce": {"claims": {"nonce": None}},
    "expired": {"claims": {"exp": NOW - 3600}},
    "without an end": {"claims": {"exp": None}},
    "not yet valid": {"claims": {"nbf": NOW + 3600}},
    "issued tomorrow": {"claims": {"iat": NOW + 86400, "exp": NOW + 90000}},
    "issued yesterday": {"claims": {"iat": NOW - 86400}},
    "with a password alone": {"claims": {"amr": ["pwd"]}},
    "without saying how": {"claims": {"amr": None}},
    "how, as a text": {"claims": {"amr": "mfa"}},
    "without a subject": {"claims": {"sub": None}},
    "an empty subject": {"claims": {"sub": ""}},
    "a subject that nothing can store": {"claims": {"sub": "a\0b"}},
    "a subject without end": {"claims": {"sub": "x" * 256}},
    "an address that nothing can store": {"claims": {"email": "a\0@b.example"}},
    "a number for a subject": {"claims": {"sub": 7}},
    "unsigned": {"header": {"alg": "none"}, "sign": unsigned},
    "unsigned, in capitals": {"header": {"alg": "NONE"}, "sign": unsigned},
    "signed with the public key as a secret": {"sign": hmac_with_public_key},
    "signed by another under our name": {"key": "theirs"},
    "with its own key": {"key": "theirs", "header": {"jwk": THEIRS}},
    "with the address of its own key": {"key": "theirs", "header": {"jku": "https://evil.example"}},
    "ours, with a key beside it": {"header": {"jwk": THEIRS}},
    "an address that nobody checked": {"claims": {"email_verified": False}},
    "an address checked by a text": {"claims": {"email_verified": "true"}},
    "nobody who is invited": {"claims": {"email": "stranger@example.org"}},
    "metadata of another issuer": {"metadata": {"issuer": "https://evil.example"}},
    "keys over plain http elsewhere": {"metadata": {"jwks_uri": "http://192.0.2.1/keys"}},
    "codes without a challenge": {"metadata": {"code_challenge_methods_supported": ["plain"]}},
    "another issuer on the way back": {"back": {"iss": "https://evil.example"}},
    "endless keys": {"mischief": "huge"},
    "very many keys": {"mischief": "many"},
    "a redirect for a token": {"mischief": "redirect"},
    "an answer that never ends": {"mischief": "slow"},
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_provider_that_lies_lets_nobody_in(
    browsers, house: House, monkeypatch, lie: str, counted: Callable
):
    """Said after setting out, except where the metadata themselves are the lie."""
    monkeypatch.setattr(asking_provider, "LONGEST", 1.0 if lie.startswith("an answer") else 5.0)
    browser = browsers()
    address = house.provider.consent(await set_out(browser, house.slug), house.person)
    for name, value in LIES[lie].items():
        setattr(house.provider, name, value)
    if "back" in LIES[lie]:
        address += "&" + urlencode(LIES[lie]["back"])
    answer = await browser.get(address)
    assert answer.status_code == 422
    assert REFUSED in visible(answer.text)
    assert "staff=" not in str(answer.headers.get_list("set-cookie"))
    assert (await browser.get("/desk/")).headers["location"] == "/desk/sign-in"
    counted("lies of a provider", 1)


def test_more_than_twenty_lies_are_tried():
    assert len(LIES) >= 40
