"""Where we connect to: nowhere inside, however it is written, unless the operator named it."""

import ast
import asyncio
import socket
from collections.abc import Callable, Iterator
from ipaddress import ip_address

import httpx
import pytest

from backend.accounts.actions.asking_provider import exchange, with_metadata
from backend.accounts.rules.identity_tokens import Asked, NotBelieved, Provider
from backend.outbound import AddressRefused, may_be_reached, way_out
from tests.architecture.reading import dotted, modules, tree_of
from tests.factories.addresses import HOSTILE, LOOPBACK, METADATA, PUBLIC
from tests.factories.identity_provider import CLIENT, SECRET, IdentityProvider, serving

pytestmark = pytest.mark.battery("T17")
Counted = Callable[[str, int], None]
ASKED = Asked("state", "nonce", "verifier", "https://suara.example/back")


@pytest.fixture(scope="module")
def inside() -> Iterator[IdentityProvider]:
    """Something of ours on this machine that nobody outside should reach."""
    with serving(IdentityProvider()) as served:
        yield served


def test_more_than_fifty_hosts_are_tried(counted: Counted):
    assert len(set(HOSTILE)) == len(HOSTILE) >= 51
    counted("addresses of inside hosts", len(HOSTILE))


@pytest.mark.parametrize("host", HOSTILE)
async def test_a_host_that_leads_inside_is_not_connected_to(inside: IdentityProvider, host: str):
    before = len(inside.asked)
    async with way_out((), 2.0) as client:
        with pytest.raises(AddressRefused):
            await client.get(f"http://{host}:{inside.port}/keys")
    assert len(inside.asked) == before


@pytest.mark.parametrize("host", HOSTILE)
async def test_a_provider_that_lies_inside_is_not_asked(host: str):
    there = Provider(f"https://{host}", CLIENT, SECRET, frozenset())
    with pytest.raises(NotBelieved) as refusal:
        await with_metadata(there, inside=(), loopback=False)
    assert refusal.value.why == "address"


async def test_without_the_guard_these_spellings_arrive(inside: IdentityProvider):
    """The control: they would be of use to somebody."""
    arrived = 0
    async with httpx.AsyncClient(trust_env=False) as client:
        for host in LOOPBACK:
            answer = await client.get(f"http://{host}:{inside.port}/keys")
            arrived += answer.status_code == 200
    assert arrived == len(LOOPBACK)


async def test_what_the_metadata_name_is_looked_at_as_well(inside: IdentityProvider):
    elsewhere = IdentityProvider(metadata={"token_endpoint": "https://192.168.0.1/token"})
    with serving(elsewhere) as provider:
        known = Provider(provider.issuer, CLIENT, SECRET, frozenset())
        found = await with_metadata(known, inside={"127.0.0.1"}, loopback=True)
        with pytest.raises(NotBelieved) as refusal:
            await exchange(found, ASKED, "code")
    assert refusal.value.why == "address"


@pytest.mark.parametrize("written", PUBLIC)
def test_what_is_public_can_be_reached(written: str):
    assert may_be_reached(ip_address(written), named=False)


async def test_a_named_host_may_lie_inside(inside: IdentityProvider):
    async with way_out({"localhost"}, 2.0) as client:
        assert (await client.get(f"http://LOCALHOST:{inside.port}/keys")).status_code == 200
        with pytest.raises(AddressRefused):
            await client.get(f"http://127.0.0.1:{inside.port}/keys")


@pytest.mark.parametrize("host", METADATA)
async def test_nobody_can_name_what_hands_out_keys_of_the_machine(host: str):
    async with way_out({host.strip("[]")}, 2.0) as client:
        with pytest.raises(AddressRefused):
            await client.get(f"http://{host}/latest/meta-data")


def answering(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Names are looked up here, one of the answers a time; gives what was asked."""
    asked: list[str] = []

    async def looked_up(_: object, host: str, port: int, **__: object) -> list[object]:
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", looked_up)
    return asked


async def test_a_name_that_turns_is_looked_up_once(
    inside: IdentityProvider, monkeypatch: pytest.MonkeyPatch
):
    asked = answering(monkeypatch, ["127.0.0.1"], ["169.254.169.254"])
    async with way_out({"login.example"}, 2.0) as client:
        answer = await client.get(f"http://login.example:{inside.port}/keys")
    assert (answer.status_code, asked) == (200, ["login.example"])
    assert answer.request.headers["host"] == f"login.example:{inside.port}"


async def test_one_bad_address_of_several_is_enough(monkeypatch: pytest.MonkeyPatch):
    answering(monkeypatch, ["1.1.1.1", "10.0.0.1"])
    async with way_out((), 2.0) as client:
        with pytest.raises(AddressRefused):
            await client.get("https://login.example/")


async def test_a_redirect_leads_nowhere():
    with serving(IdentityProvider(mischief="redirect")) as provider:
        async with way_out({"127.0.0.1"}, 2.0) as client:
            answer = await client.post(f"{provider.issuer}/token")
    assert answer.status_code == 307
    assert provider.asked == ["/token"]


#: Of these the first asks for its own processes on this machine.
ALONE = {"backend.supervisor.readiness", "backend.outbound"}
_OPEN = {f"httpx.{name}" for name in (
    "AsyncClient", "Client", "AsyncHTTPTransport", "HTTPTransport", "get", "post", "stream",
)}  # fmt: skip
_OTHERS = {"requests", "aiohttp", "urllib.request", "http.client", "urllib3"}


def opens(tree: ast.AST) -> bool:
    nodes = list(ast.walk(tree))
    called = {ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute)}
    imported = {node.name for node in nodes if isinstance(node, ast.alias)}
    return bool(called & _OPEN or imported & _OTHERS)


def test_there_is_no_other_way_out():
    assert {dotted(path) for path in modules() if opens(tree_of(path))} == ALONE


@pytest.mark.parametrize("sample", ["httpx.AsyncClient()", "import urllib.request", "httpx.get(x)"])
def test_another_way_out_would_be_found(sample: str):
    assert opens(ast.parse(sample))
