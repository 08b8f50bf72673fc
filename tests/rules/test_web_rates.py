"""Which network a request counts for, and how long a page waits."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from backend.web.rates import Limit, client_address, delay_for, hidden, network_of

PROXIES = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]
WHOSE = [
    ("203.0.113.9", [], "203.0.113.0/24"),
    ("203.0.113.9", ["198.51.100.1"], "203.0.113.0/24"),
    ("10.0.0.1", ["198.51.100.1"], "198.51.100.0/24"),
    ("10.0.0.1", ["6.6.6.6, 198.51.100.1"], "198.51.100.0/24"),
    ("10.0.0.1", ["6.6.6.6", "198.51.100.1, 10.0.0.2"], "198.51.100.0/24"),
    ("10.0.0.1", ["nonsense"], "10.0.0.0/24"),
    ("10.0.0.1", ["198.51.100.1:5555"], "198.51.100.0/24"),
    ("fd00::1", ["[2001:db8:1:2::3]:80"], "2001:db8:1::/48"),
    ("::ffff:203.0.113.9", [], "203.0.113.0/24"),
    ("", [], "none"),
]


@pytest.mark.parametrize(("peer", "forwarded", "network"), WHOSE)
def test_only_trusted_proxies_say_whose_request_it_is(
    peer: str, forwarded: list[str], network: str
) -> None:
    assert network_of(client_address(peer, forwarded, PROXIES)) == network


def test_a_page_waits_longer_and_longer_but_never_for_ever() -> None:
    waits = [delay_for(count, 120) for count in range(1, 2000)]
    assert waits[119] == 0
    assert waits[120] > 0
    assert waits == sorted(waits)
    assert waits[-1] == 8


def test_what_is_stored_changes_with_the_key() -> None:
    assert hidden("203.0.113.0/24", b"a") != hidden("203.0.113.0/24", b"b")
    assert b"203" not in hidden("203.0.113.0/24", b"a")


def test_a_window_says_when_it_ends() -> None:
    limit = Limit("filing", 120, timedelta(hours=1))
    at = datetime(2026, 3, 9, 14, 59, 30, tzinfo=UTC)
    assert limit.window_at(at) == datetime(2026, 3, 9, 14, tzinfo=UTC)
    assert limit.retry_after(at) == 31
