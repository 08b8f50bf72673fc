"""How settings are written, and what is said of one that cannot be read."""

import re
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError
from pydantic_settings import NoDecode


def _listed(value: object) -> object:
    """A list of the environment is written with commas."""
    return (
        [part.strip() for part in value.split(",") if part.strip()]
        if isinstance(value, str)
        else value
    )


def wrong(allowed: str) -> PydanticCustomError:
    return PydanticCustomError("wrong", "{allowed}", {"allowed": allowed})


def _origin(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise wrong("write it as https://name or http://name:port, without a path")
    return value.rstrip("/")


def _database(value: str) -> str:
    kind, _, rest = value.partition("://")
    named = urlsplit(value).path[1:]
    if kind not in {"postgresql", "postgres", "postgresql+psycopg"} or not named:
        raise wrong("write it as postgresql://role:password@host:port/database")
    return f"postgresql://{rest}"


def _mail_server(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise wrong("write it as smtp://user:password@host:port, or smtps://…")
    return value


def _sender(value: str) -> str:
    name, address = parseaddr(value)
    domain = address.rpartition("@")[2]
    if (
        not domain
        or "@" not in address
        or not value.isprintable()
        or "=?" in value
        or not (name + address).isascii()
    ):
        raise wrong("write it as Name <name@domain>, in plain letters")
    return value


def _engine(value: str) -> str:
    """What people wrote goes there, so plain http is for the house's own machines."""
    parts = urlsplit(value)
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host or parts.query or parts.username:
        raise wrong("write it as https://name or http://name:port, without a password")
    if parts.scheme == "http" and not _in_the_house(host):
        raise wrong("outside the house only https:// will do")
    return value.rstrip("/")


def _engine_name(value: str) -> str:
    """A file of that name lies beside the others."""
    known = Path(__file__).parent / "languages" / "engines" / f"{value}.py"
    if (
        not value.isidentifier()
        or value in {"protocol", "registry", "wire", "__init__"}
        or not known.exists()
    ):
        raise wrong("there is no such engine")
    return value


def _in_the_house(host: str) -> bool:
    """A private address, or a name that no public server answers to."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".internal", ".local", ".localhost"))


def _hosts(values: list[str]) -> list[str]:
    """As an address writes them; each is named, for a pattern would name too many."""
    named = [value.lower().removesuffix(".") for value in values]
    if not all(re.fullmatch(r"[a-z0-9.-]+|[0-9a-f:]*:[0-9a-f:.]*", name) for name in named):
        raise wrong("write host names with commas, without https:// and without a port")
    return named


def _store(value: str) -> str:
    if not urlsplit(value).scheme and not value.startswith("/"):
        raise wrong("write it as s3://bucket, gs://bucket, az://container or an absolute path")
    return value


def _listening_address(value: str) -> str:
    host, _, port = value.rpartition(":")
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        host = ""
    if not host or not port.isdecimal() or not 0 < int(port) < 2**16:
        raise wrong("write it as 127.0.0.1:9464, or [::1]:9464")
    return value


Origin = Annotated[str, AfterValidator(_origin)]
DatabaseUrl = Annotated[str, AfterValidator(_database)]
Networks = Annotated[list[IPv4Network | IPv6Network], NoDecode, BeforeValidator(_listed)]

MailServer = Annotated[str, AfterValidator(_mail_server)]
Sender = Annotated[str, AfterValidator(_sender)]
Hosts = Annotated[list[str], NoDecode, BeforeValidator(_listed), AfterValidator(_hosts)]
Engine = Annotated[str, AfterValidator(_engine)]
EngineName = Annotated[str, AfterValidator(_engine_name)]
Store = Annotated[str, AfterValidator(_store)]
ListeningAddress = Annotated[str, AfterValidator(_listening_address)]
