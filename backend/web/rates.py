"""Rate limits: which network a request counts for, and how long it waits. Counters: actions.py."""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
LONGEST_DELAY = 8.0
_MOST_PROXIES = 20


@dataclass(frozen=True)
class Limit:
    """``most`` attempts in one ``window``, counted from its begin."""

    kind: str
    most: int
    window: timedelta

    def window_at(self, at: datetime) -> datetime:
        seconds = int(self.window.total_seconds())
        return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, at.tzinfo)

    def retry_after(self, at: datetime) -> int:
        """Whole seconds until the window ends, at least 1."""
        return max(1, int((self.window_at(at) + self.window - at).total_seconds()) + 1)


def _read(written: str) -> Address | None:
    text = written.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def _is_trusted(address: Address, trusted: Iterable[Network]) -> bool:
    return any(address.version == net.version and address in net for net in trusted)


def client_address(
    peer: str, forwarded: Sequence[str], trusted: Sequence[Network]
) -> Address | None:
    """Whose request it is: ``forwarded`` are the values of X-Forwarded-For, in their order.

    Read from the nearest hop on, and only as far as the hops before it are trusted: what lies
    beyond the first address that is not ours anybody can write. None where nothing can be read.
    """
    address = _read(peer)
    if address is None or not _is_trusted(address, trusted):
        return address
    hops = [hop for value in forwarded for hop in value.split(",")]
    for hop in list(reversed(hops))[:_MOST_PROXIES]:
        nearer = _read(hop)
        if nearer is None:
            return address
        address = nearer
        if not _is_trusted(address, trusted):
            return address
    return address


def network_of(address: Address | None) -> str:
    """Its /24 or /48; one for all requests without an address (a Unix socket)."""
    if address is None:
        return "none"
    return str(ip_network((address, 24 if address.version == 4 else 48), strict=False))  # noqa: PLR2004  IPv4 is 4


def hidden(network: str, daily_key: bytes) -> bytes:
    """What is stored: of no use after the day's key is dropped."""
    return hmac.new(daily_key, network.encode(), sha256).digest()


def delay_for(count: int, limit: int) -> float:
    """Seconds that a page waits: none up to the limit, then growing, 8 at most; never a refusal.

    Villages, call centres and mobile networks share an address.
    """
    if count <= limit:
        return 0.0
    doublings = min(10, (count - limit) * 8 // limit)
    return min(LONGEST_DELAY, 0.25 * float(1 << doublings))
