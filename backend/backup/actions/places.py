"""The places that a backup is restored into: an empty installation, or one that is thrown away."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from backend.backup.actions.checking import check_place
from backend.backup.actions.restoring import (
    Restored,
    Restoring,
    fill,
    read_backup,
    refuse_a_used_place,
)
from backend.backup.actions.shredding import shred_traces
from backend.database.addresses import Addresses, of_settings
from backend.database.embedded import EmbeddedServer
from backend.sealing.tools import tools_from
from backend.settings import Settings

#: What a scratch place must not share with the real one.
APART = (
    "database_url", "database_public_url", "database_desk_url", "database_worker_url",
    "files_url", "master_key_file", "erasure_ledger", "smtp_url",
)  # fmt: skip


def restore(restoring: Restoring, at: datetime) -> Restored:
    """Whole, or not at all; gives what was checked. The server is stopped again."""
    refuse_a_used_place(restoring.settings)
    restored = read_backup(restoring)
    with _place(restoring.settings) as (where, administrator):
        fill(restoring, restored, where)
        restored.said += asyncio.run(_checked(restoring.settings, restored.manifest.missing))
        shred_traces(where.owner, administrator, at)
    return restored


async def _checked(settings: Settings, missing: int) -> list[str]:
    tools = tools_from(settings)
    try:
        return await check_place(tools, missing)
    finally:
        await tools.engine.dispose()


@contextmanager
def _place(settings: Settings) -> Iterator[tuple[Addresses, str | None]]:
    """A running database there. What was begun is taken away again when it fails."""
    chosen = of_settings(settings)
    if chosen:
        yield chosen, None
        return
    began = settings.data_dir.exists()
    server = EmbeddedServer(settings.data_dir)
    try:
        yield server.start(), f"{server.administrator}/suara"
    except BaseException:
        server.remove()
        _take_away(settings, whole=not began)
        raise
    server.stop()


def _take_away(settings: Settings, *, whole: bool) -> None:
    if whole:
        shutil.rmtree(settings.data_dir, ignore_errors=True)
        return
    for name in ("keys", "files", "postgresql"):
        shutil.rmtree(settings.data_dir / name, ignore_errors=True)
    for name in ("erasures.ledger", "server.lock"):
        (settings.data_dir / name).unlink(missing_ok=True)


@contextmanager
def scratch(settings: Settings) -> Iterator[Settings]:
    """The settings of a place that shares nothing with the real one and is removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="suara-drill-"))
    place = folder / "data"
    try:
        yield settings.model_copy(update={**dict.fromkeys(APART), "data_dir": place})
    finally:
        if (place / "keys").exists():
            EmbeddedServer(place).remove()
        shutil.rmtree(folder, ignore_errors=True)
