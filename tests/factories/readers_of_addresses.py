"""Readers of addresses that people typed: of other houses, and of mail."""

from contextlib import suppress
from ipaddress import ip_address

from tests.factories.readers import Reader


def addresses() -> Reader:
    """Where two libraries read one differently, another host is asked than was looked at."""
    import httpx

    from backend.accounts.rules.addresses import is_safe_address
    from backend.notifications.actions.mailing import is_deliverable

    def read(data: bytes) -> None:
        typed = data.decode("utf-8", errors="surrogateescape")
        if is_deliverable(typed):
            assert typed.isprintable()
            assert not set(typed) & set(' ,;:<>()"\\')
        if is_safe_address(typed, loopback=True):
            with suppress(httpx.InvalidURL):
                asked = httpx.URL(typed)
                assert not asked.userinfo
                assert asked.scheme == "https" or ip_address(asked.host).is_loopback

    seeds = (
        "https://id.example/realms/a",
        "http://127.0.0.1:8080/",
        "http://[::1]/",
        "mali@b.example",
    )
    return Reader(read, tuple(seed.encode() for seed in seeds))
