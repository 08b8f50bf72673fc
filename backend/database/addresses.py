"""Where the database is, for each role."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from backend.settings import Settings

ROLES = ("owner", "public", "desk", "worker")


@dataclass(frozen=True)
class Addresses:
    """Connection addresses in libpq's form, with passwords: never to be logged."""

    owner: str
    public: str
    desk: str
    worker: str

    def for_sqlalchemy(self, role: str) -> str:
        return _for_sqlalchemy(getattr(self, role))


def _for_sqlalchemy(address: str) -> str:
    return address.replace("postgresql://", "postgresql+psycopg://", 1)


class NoDatabaseYet(Exception):
    """No address is set, and no embedded server has left one in the data folder."""


class AddressNotSet(Exception):
    """The settings are those of a service apart; carries the variable that it does not have."""


def of_settings(settings: Settings) -> Addresses | None:
    if settings.database_url is None:
        return None
    return Addresses(
        owner=settings.database_url,
        public=settings.database_public_url or "",
        desk=settings.database_desk_url or "",
        worker=settings.database_worker_url or "",
    )


def _file(data_dir: Path) -> Path:
    return data_dir / "keys" / "database.json"


def keep(data_dir: Path, addresses: Addresses) -> None:
    """Leave the addresses of the embedded server for the other processes and for scripts."""
    path = _file(data_dir)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(asdict(addresses)), encoding="utf-8")


def addresses(settings: Settings) -> Addresses:
    """Those of the settings, else those that the embedded server left."""
    if settings.apart:
        raise AddressNotSet("SUARA_DATABASE_URL")
    set_ones = of_settings(settings)
    if set_ones:
        return set_ones
    path = _file(settings.data_dir)
    if not path.exists():
        raise NoDatabaseYet
    return Addresses(**json.loads(path.read_text(encoding="utf-8")))


def address_of(settings: Settings, role: str) -> str:
    """Of one role. A service apart knows no other address than its own."""
    if not settings.apart or role == "owner":
        return str(getattr(addresses(settings), role))
    known = getattr(settings, f"database_{role}_url")
    if known is None:
        raise AddressNotSet(f"SUARA_DATABASE_{role.upper()}_URL")
    return str(known)


def address_of_door(settings: Settings, door: str) -> str:
    """As ``address_of``, in SQLAlchemy's form."""
    return _for_sqlalchemy(address_of(settings, door))
