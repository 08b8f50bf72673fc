"""Settings from ``SUARA_…`` variables; docs/operating.md lists them."""

import os
import sys
from email.utils import parseaddr
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Annotated, Literal, NoReturn, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "SUARA_"


def _listed(value: object) -> object:
    """A list of the environment is written with commas."""
    return (
        [part.strip() for part in value.split(",") if part.strip()]
        if isinstance(value, str)
        else value
    )


def _wrong(allowed: str) -> PydanticCustomError:
    return PydanticCustomError("wrong", "{allowed}", {"allowed": allowed})


def _origin(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise _wrong("write it as https://name or http://name:port, without a path")
    return value.rstrip("/")


def _database(value: str) -> str:
    kind, _, rest = value.partition("://")
    named = urlsplit(value).path[1:]
    if kind not in {"postgresql", "postgres", "postgresql+psycopg"} or not named:
        raise _wrong("write it as postgresql://role:password@host:port/database")
    return f"postgresql://{rest}"


def _mail_server(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise _wrong("write it as smtp://user:password@host:port, or smtps://…")
    return value


def _sender(value: str) -> str:
    name, address = parseaddr(value)
    domain = address.rpartition("@")[2]
    if (
        not domain
        or "@" not in address
        or not value.isprintable()
        or not (name + address).isascii()
    ):
        raise _wrong("write it as Name <name@domain>, in plain letters")
    return value


def _engine(value: str) -> str:
    """What people wrote goes there, so plain http is for the house's own machines."""
    parts = urlsplit(value)
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host or parts.query or parts.username:
        raise _wrong("write it as https://name or http://name:port, without a password")
    if parts.scheme == "http" and not _in_the_house(host):
        raise _wrong("outside the house only https:// will do")
    return value.rstrip("/")


def _engine_name(value: str) -> str:
    """A file of that name lies beside the others."""
    known = Path(__file__).parent / "languages" / "engines" / f"{value}.py"
    if (
        not value.isidentifier()
        or value in {"protocol", "registry", "wire", "__init__"}
        or not known.exists()
    ):
        raise _wrong("there is no such engine")
    return value


def _in_the_house(host: str) -> bool:
    """A private address, or a name that no public server answers to."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".internal", ".local", ".localhost"))


def _store(value: str) -> str:
    if not urlsplit(value).scheme and not value.startswith("/"):
        raise _wrong("write it as s3://bucket, gs://bucket, az://container or an absolute path")
    return value


Origin = Annotated[str, AfterValidator(_origin)]
DatabaseUrl = Annotated[str, AfterValidator(_database)]
Networks = Annotated[list[IPv4Network | IPv6Network], NoDecode, BeforeValidator(_listed)]


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    data_dir: Path = Field(Path("data"), description="Where database, files and keys lie")
    database_url: DatabaseUrl | None = Field(
        None, description="A PostgreSQL of one's own, as suara_owner; else an embedded one is run"
    )
    database_public_url: DatabaseUrl | None = Field(None, description="The same as suara_public")
    database_desk_url: DatabaseUrl | None = Field(None, description="The same as suara_desk")
    database_worker_url: DatabaseUrl | None = Field(None, description="The same as suara_worker")
    public_origin: Origin = Field(
        "http://127.0.0.1:8000", description="Address of the public door, for links and posters"
    )
    desk_origin: Origin | None = Field(None, description="Address of the desk; else the public one")
    trusted_proxies: Networks = Field(
        [], description="Networks whose forwarded address counts, with commas: 10.0.0.0/8,::1/128"
    )
    rate_limits: Literal["on", "off"] = Field("on", description="off for load tests only")
    rate_filing: int = Field(120, ge=1, description="Complaints an hour from one network")
    rate_codes: int = Field(20, ge=1, description="Wrong receipt codes a minute from one network")
    rate_uploads: int = Field(300, ge=1, description="Files an hour from one network")
    rate_sign_in: int = Field(10, ge=1, description="Failed sign-ins in 15 minutes per account")
    master_key_file: Path | None = Field(
        None, description="The master key; else keys/master.key in the data folder"
    )
    files_url: Annotated[str, AfterValidator(_store)] | None = Field(
        None, description="Object store for files, such as s3://bucket; else the data folder"
    )
    smtp_url: Annotated[str, AfterValidator(_mail_server)] | None = Field(
        None, description="smtp://user:password@host:port, or smtps://; else messages stay here"
    )
    mail_from: Annotated[str, AfterValidator(_sender)] = Field(
        "Suara <no-reply@localhost>", description="Sender of mails"
    )
    translation_engine_url: Annotated[str, AfterValidator(_engine)] | None = Field(
        None, description="Where a translation engine answers; each office switches it on or not"
    )
    translation_engine_key_file: Path | None = Field(
        None, description="A file with the key that the engine asks for, if it does"
    )
    translation_engine: Annotated[str, AfterValidator(_engine_name)] = Field(
        "libretranslate", description="What it speaks: `libretranslate` or `apertium`"
    )
    report_lag_days: int = Field(30, ge=0, description="Days from a quarter's end to its report")
    backup_days: int = Field(35, ge=1, description="Days until a backup expires")
    backup_passphrase_file: Path | None = Field(
        None, description="A file with the passphrase of backups; else the command asks for it"
    )
    erasure_ledger: Path | None = Field(
        None, description="Which cases were destroyed; best on another disk, else the data folder"
    )
    demonstration: bool = Field(
        default=False, description="Marks pages as a demonstration; known password"
    )
    workers: int = Field(1, ge=1, le=64, description="Web processes")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much the journal says"
    )

    @model_validator(mode="after")
    def all_databases_or_none(self) -> Self:
        names = ("database_url", "database_public_url", "database_desk_url", "database_worker_url")
        missing = [name for name in names if getattr(self, name) is None]
        if 0 < len(missing) < len(names) and not self.only_public:
            raise _wrong(
                f"{PREFIX}{missing[0].upper()}: set all four addresses, or none; a public door"
                f" apart needs {PREFIX}DATABASE_PUBLIC_URL only"
            )
        return self

    @property
    def only_public(self) -> bool:
        """A public door apart: what it does not know nobody can take from it."""
        others = (self.database_url, self.database_desk_url, self.database_worker_url)
        return self.database_public_url is not None and not any(others)

    @property
    def own_database(self) -> bool:
        return self.database_url is not None or self.only_public

    @property
    def desk(self) -> str:
        return self.desk_origin or self.public_origin

    @property
    def key_file(self) -> Path:
        return self.master_key_file or self.data_dir / "keys" / "master.key"

    @property
    def ledger_file(self) -> Path:
        return self.erasure_ledger or self.data_dir / "erasures.ledger"

    @property
    def files(self) -> str:
        return self.files_url or str((self.data_dir / "files").resolve())


#: Read by the test suite and by scripts, not by the program.
NOT_OURS = {"SUARA_TEST_POSTGRES", "SUARA_SCREENSHOTS"}


def unknown_variables() -> list[str]:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | NOT_OURS
    return sorted(n for n in os.environ if n.startswith(PREFIX) and n not in known)


@lru_cache
def settings() -> Settings:
    """The settings of this process.

    A wrong or unknown variable ends the program with one line that names it (exit 2).
    """
    unknown = unknown_variables()
    if unknown:
        _stop(f"{unknown[0]} is not a setting; docs/operating.md lists them")
    try:
        return Settings()
    except ValidationError as error:
        _stop(_line(error))


def _line(error: ValidationError) -> str:
    """The first fault. What was given is left out: it may hold a password."""
    first = error.errors(include_input=False, include_context=False)[0]
    if not first["loc"]:
        return first["msg"]
    name = str(first["loc"][0])
    about = Settings.model_fields[name].description
    return f"{PREFIX}{name.upper()}: {first['msg']} ({about})"


def _stop(line: str) -> NoReturn:
    print(line, file=sys.stderr)
    raise SystemExit(2)
