"""Settings from ``SUARA_…`` variables; docs/operating.md lists them."""

import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import Literal, NoReturn, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from backend.setting_values import (
    DatabaseUrl,
    Engine,
    EngineName,
    Hosts,
    ListeningAddress,
    MailServer,
    Networks,
    Origin,
    Sender,
    Store,
    wrong,
)

PREFIX = "SUARA_"
#: Read by prometheus_client: processes that share this folder are counted together.
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    data_dir: Path = Field(Path("data"), description="Where database, files and keys lie")
    secrets_dir: Path | None = Field(
        None, description="A folder with secret settings as files, named as `suara_database_url`"
    )
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
    inside_hosts: Hosts = Field(
        [], description="Hosts of one's own network that staff may sign in with, with commas"
    )
    rate_limits: Literal["on", "off"] = Field("on", description="off for load tests only")
    rate_filing: int = Field(120, ge=1, description="Complaints an hour from one network")
    rate_codes: int = Field(20, ge=1, description="Wrong receipt codes a minute from one network")
    rate_uploads: int = Field(300, ge=1, description="Files an hour from one network")
    rate_sign_in: int = Field(10, ge=1, description="Sign-ins in 15 minutes per account")
    master_key_file: Path | None = Field(
        None, description="The master key; else keys/master.key in the data folder"
    )
    files_url: Store | None = Field(
        None, description="Object store for files, such as s3://bucket; else the data folder"
    )
    smtp_url: MailServer | None = Field(
        None, description="smtp://user:password@host:port, or smtps://; else messages stay here"
    )
    mail_from: Sender = Field("Suara <no-reply@localhost>", description="Sender of mails")
    translation_engine_url: Engine | None = Field(
        None, description="Where a translation engine answers; each office switches it on or not"
    )
    translation_engine_key_file: Path | None = Field(
        None, description="A file with the key that the engine asks for, if it does"
    )
    translation_engine: EngineName = Field(
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
    metrics_address: ListeningAddress | None = Field(
        None,
        description="Where Prometheus may ask, such as 127.0.0.1:9464; else nothing is counted",
    )
    workers: int = Field(1, ge=1, le=64, description="Web processes")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much the journal says"
    )

    @model_validator(mode="after")
    def all_databases_or_none(self) -> Self:
        names = ("database_public_url", "database_desk_url", "database_worker_url")
        missing = [name for name in names if getattr(self, name) is None]
        if self.database_url and missing:
            raise wrong(
                f"{PREFIX}{missing[0].upper()}: set all four addresses, or none; a service"
                " apart needs its own only"
            )
        return self

    @property
    def apart(self) -> bool:
        """One service of several: what it does not know nobody can take from it."""
        own = (self.database_public_url, self.database_desk_url, self.database_worker_url)
        return self.database_url is None and any(own)

    @property
    def own_database(self) -> bool:
        return self.database_url is not None or self.apart

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
        return Settings(_secrets_dir=_secrets())
    except ValidationError as error:
        _stop(_line(error))


def _secrets() -> Path | None:
    """Containers hand secrets over as files; what is set in the environment goes first."""
    named = os.environ.get(f"{PREFIX}SECRETS_DIR")
    if named and not Path(named).is_dir():
        _stop(f"{PREFIX}SECRETS_DIR: {named} is no folder")
    return Path(named) if named else None


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
