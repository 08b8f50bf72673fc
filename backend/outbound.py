"""Connections to other houses: each address is looked at in the moment of connecting to it.

Staff may enter where something lies (a provider of sign-ins), and what lies there names further
addresses. None of them leads into our own network, or to this machine, unless the operator has
named the host.
"""

import asyncio
import contextlib
import functools
import socket
import ssl
from collections.abc import Collection, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import httpx

Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]


def _networks(written: str) -> Networks:
    return tuple(ip_network(network) for network in written.split())


#: Of IPv6 everything else goes nowhere, or holds an address of IPv4 within.
_ROUTED = _networks("2000::/3")
#: What the registries of IANA do not give to everybody, and ways from IPv6 into IPv4.
_SPECIAL = _networks(
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24"
    " 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24"
    " 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"
    " 2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20"
)
#: What a host that the operator has named may have besides.
_INSIDE = _networks(
    "10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 172.16.0.0/12 192.168.0.0/16 ::1/128 fc00::/7"
)
#: Where clouds hand out keys of the machine to whoever asks from it; nobody may name these.
_METADATA = _networks("100.100.100.200/32 168.63.129.16/32 fd00:ec2::254/128")


class AddressRefused(httpx.ConnectError):
    """A host that leads to where nobody of ours connects. Does not say where."""

    def __init__(self) -> None:
        super().__init__("the host leads to an address that is not public")


def may_be_reached(address: Address, *, named: bool) -> bool:
    """``named``: the operator says that the host may lie in our own network."""
    if _within(address, _METADATA):
        return False
    if named and _within(address, _INSIDE):
        return True
    return (address.version == 4 or _within(address, _ROUTED)) and not _within(address, _SPECIAL)  # noqa: PLR2004  its name


def _within(address: Address, networks: Networks) -> bool:
    return any(address in network for network in networks)


def way_out(inside: Collection[str], timeout: httpx.Timeout | float) -> httpx.AsyncClient:
    """The only one. Follows no redirect and reads no proxy or password from outside.

    ``inside``: hosts that the operator has named, in small letters.
    """
    return httpx.AsyncClient(
        transport=_Guarded(frozenset(inside)),
        timeout=timeout,
        follow_redirects=False,
        trust_env=False,
    )


@functools.cache
def _authorities() -> ssl.SSLContext:
    """Those of the machine, so that a house's own certificates count."""
    return ssl.create_default_context()


class _Guarded(httpx.AsyncHTTPTransport):
    """Looks a name up once and connects to an address that it has looked at.

    A name that answers otherwise the second time is not asked a second time.
    """

    def __init__(self, inside: frozenset[str]) -> None:
        super().__init__(verify=_authorities(), trust_env=False)
        self._inside = inside

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        *others, last = await self._addresses(request.url)
        for address in others:
            with contextlib.suppress(httpx.ConnectError):
                return await super().handle_async_request(_sent_to(address, request))
        return await super().handle_async_request(_sent_to(last, request))

    async def _addresses(self, url: httpx.URL) -> Sequence[Address]:
        """Each of them must do: a name with one bad address is nobody's honest name."""
        host = url.raw_host.decode("ascii").lower()
        found = await _looked_up(host, url.port)
        named = host.removesuffix(".") in self._inside
        if not all(may_be_reached(address, named=named) for address in found):
            raise AddressRefused
        return found


async def _looked_up(host: str, port: int | None) -> Sequence[Address]:
    """As the machine reads it, so that an odd spelling of an address is that address."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise httpx.ConnectError("the host has no address") from None
    return [ip_address(there[0]) for *_, there in found]


def _sent_to(address: Address, request: httpx.Request) -> httpx.Request:
    """A copy that goes there; ``Host`` and the certificate are still those of the name."""
    host = request.url.raw_host.decode("ascii")
    return httpx.Request(
        request.method,
        request.url.copy_with(host=str(address)),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": host},
    )
