"""Which addresses of a provider may be asked at all, by how they are written."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_safe_address(address: str, *, loopback: bool) -> bool:
    """https, without a password, a query or a fragment; plain http to this machine in trials."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.username or parts.query or parts.fragment or not host or not address.isascii():
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and loopback and _here(host))


def _here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
