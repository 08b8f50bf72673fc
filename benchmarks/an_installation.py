"""An installation of its own for one benchmark, gone when it is over."""

import secrets
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from backend.app import BOTH, Installation
from backend.database.addresses import ROLES, Addresses
from backend.database.doors import engine_for
from backend.database.embedded import EmbeddedServer
from backend.database.migrating import migrate
from backend.database.roles import create
from backend.sealing.files import FileStore
from backend.sealing.keys import Keyring, MasterKey
from backend.sealing.tools import Tools
from backend.settings import Settings


@dataclass(frozen=True)
class Bench:
    """``administrator`` passes every policy: for seeding, and for what a peer would do."""

    installation: Installation
    tools: Tools
    administrator: psycopg.Connection


@asynccontextmanager
async def an_installation() -> AsyncIterator[Bench]:
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedServer(Path(folder) / "server", extra={"fsync": "off"})
        server.start()
        try:
            passwords = {role: secrets.token_urlsafe(12) for role in ROLES}
            create(server.administrator, passwords)
            at = f"127.0.0.1:{server.port}/suara"
            there = Addresses(**{r: f"postgresql://suara_{r}:{passwords[r]}@{at}" for r in ROLES})
            migrate(there.for_sqlalchemy("owner"))
            async with _opened(server, there, Path(folder) / "data") as bench:
                yield bench
        finally:
            server.remove()


@asynccontextmanager
async def _opened(server: EmbeddedServer, there: Addresses, folder: Path) -> AsyncIterator[Bench]:
    settings = Settings(data_dir=folder, rate_limits="off")
    engines = {door: engine_for(there.for_sqlalchemy(door)) for door in (*BOTH, "worker")}
    doors = {door: engines[door] for door in BOTH}
    files = FileStore(settings.files)
    keyring = Keyring(MasterKey.create(settings.key_file))
    tools = Tools(engines["worker"], keyring, files, settings)
    with psycopg.connect(f"{server.administrator}/suara", autocommit=True) as administrator:
        yield Bench(Installation(settings, doors, files, keyring), tools, administrator)
    for engine in engines.values():
        await engine.dispose()
