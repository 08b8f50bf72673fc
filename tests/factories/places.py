"""An installation of its own in one folder, with a server that keeps what it acknowledged."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from rich.console import Console

from backend import clock
from backend.app import BOTH, Installation
from backend.backup.actions.making import Making, make_backup
from backend.backup.actions.restoring import Restoring
from backend.backup.actions.shown import Shown
from backend.database.addresses import Addresses
from backend.database.doors import engine_for
from backend.database.embedded import EmbeddedServer
from backend.database.migrating import migrate
from backend.sealing.files import FileStore
from backend.sealing.keys import Keyring, MasterKey
from backend.sealing.tools import Tools, tools_from
from backend.settings import Settings

PASSPHRASE = "a long passphrase on paper"
QUIET = Shown(Console(file=StringIO()))


@dataclass(frozen=True)
class Place:
    settings: Settings
    server: EmbeddedServer
    addresses: Addresses
    installation: Installation
    tools: Tools

    @property
    def administrator(self) -> str:
        return f"{self.server.administrator}/suara"

    def backup(self, folder: Path) -> Path:
        making = Making(self.settings, self.addresses.owner, PASSPHRASE, clock.now(), QUIET)
        return make_backup(making, folder)[0]


def settings_of(folder: Path, **changes: object) -> Settings:
    return Settings(data_dir=folder, rate_limits="off").model_copy(update=changes)


def into(settings: Settings, backup: Path, **changes: object) -> Restoring:
    values = {"passphrase": PASSPHRASE, "ledger": None} | changes
    return Restoring(settings, backup, shown=QUIET, **values)


@asynccontextmanager
async def a_place(folder: Path) -> AsyncIterator[Place]:
    settings, server = settings_of(folder), EmbeddedServer(folder)
    addresses = server.start()
    migrate(addresses.for_sqlalchemy("owner"))
    if not settings.key_file.exists():
        MasterKey.create(settings.key_file)
    tools = tools_from(settings)
    engines = {door: engine_for(addresses.for_sqlalchemy(door)) for door in BOTH}
    keyring = Keyring(MasterKey.read(settings.key_file))
    installation = Installation(settings, engines, FileStore(settings.files), keyring)
    try:
        yield Place(settings, server, addresses, installation, tools)
    finally:
        for engine in (*engines.values(), tools.engine):
            await engine.dispose()
        server.remove()
