"""What is made once, before the first service starts: secrets as files, roles, the database."""

import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from backend.database.addresses import ROLES, addresses
from backend.database.roles import create
from backend.sealing.keys import MasterKey
from backend.settings import Settings

ADMINISTRATOR = "postgres"
#: Its user's password, as the image of PostgreSQL asks for it; our address with the same one.
ADMINISTRATOR_PASSWORD, ADMINISTRATOR_URL = "postgres_password", "administrator_url"
MASTER_KEY, BACKUP_PASSPHRASE = "master_key", "backup_passphrase"


class SecretsThere(Exception):
    """A folder that holds something already; nothing in it is overwritten."""


def make_secrets(folder: Path, host: str) -> MasterKey:
    """A file for each secret; ``host`` is where PostgreSQL answers, with its port."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise SecretsThere(folder)
    for name, text in _written(host).items():
        path = folder / name
        path.touch(mode=0o600)
        path.write_text(text + "\n", encoding="ascii")
    return MasterKey.create(folder / MASTER_KEY)


def _written(host: str) -> dict[str, str]:
    administrator = secrets.token_urlsafe(24)
    named = {
        ADMINISTRATOR_PASSWORD: administrator,
        ADMINISTRATOR_URL: f"postgresql://{ADMINISTRATOR}:{administrator}@{host}",
        BACKUP_PASSPHRASE: secrets.token_urlsafe(24),
    }
    for role in ROLES:
        part = "" if role == "owner" else f"{role}_"
        address = f"postgresql://suara_{role}:{secrets.token_urlsafe(24)}@{host}/suara"
        named[f"suara_database_{part}url"] = address
    return named


def create_roles(settings: Settings, administrator: Path) -> None:
    """Roles and database, with the passwords of the settings; run again, it renews the passwords.

    ``administrator`` is a file with the address of one who may create roles.
    """
    where = addresses(settings)
    passwords = {role: unquote(urlsplit(getattr(where, role)).password or "") for role in ROLES}
    database = urlsplit(where.owner).path.removeprefix("/")
    create(administrator.read_text(encoding="utf-8").strip().rstrip("/"), passwords, database)
