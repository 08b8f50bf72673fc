"""The store of sealed files: a local folder, or an object store by its address."""

import os
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from obstore.exceptions import GenericError, NotFoundError
from obstore.store import LocalStore, MemoryStore, ObjectStore, from_url

from backend.clock import now, to_the_hour
from backend.errors import Unkept
from backend.sealing.fields import Place


def place_of(file_id: UUID) -> Place:
    """The same in draft and case, so that a file is sealed once."""
    return Place("file", "content", file_id)


class FileStore:
    """Holds ciphertext only, under random ids; no name and no type of any file."""

    def __init__(self, address: str) -> None:
        self._store: ObjectStore
        self._folder: Path | None = None
        if "://" in address:
            self._store = from_url(address)
        elif address == "memory":
            self._store = MemoryStore()
        else:
            Path(address).mkdir(mode=0o700, parents=True, exist_ok=True)
            self._store = LocalStore(address)
            self._folder = Path(address)

    async def put(self, file_id: UUID, sealed: bytes) -> None:
        try:
            await self._store.put_async(str(file_id), sealed)
        except (GenericError, OSError) as error:  # no room, or no store
            raise Unkept from error
        if self._folder:
            # A folder that is copied must not tell when somebody added what.
            hour = to_the_hour(now()).timestamp()
            os.utime(self._folder / str(file_id), (hour, hour))

    async def get(self, file_id: UUID) -> bytes:
        answer = await self._store.get_async(str(file_id))
        return bytes(await answer.bytes_async())

    async def has(self, file_id: UUID) -> bool:
        try:
            await self._store.head_async(str(file_id))
        except (FileNotFoundError, NotFoundError):
            return False
        return True

    async def delete(self, file_id: UUID) -> None:
        try:
            await self._store.delete_async(str(file_id))
        except (FileNotFoundError, NotFoundError):
            return

    async def ids(self, before: datetime) -> AsyncIterator[UUID]:
        """Those put there before a moment: what is younger may not be committed yet."""
        for group in await self._store.list().collect_async():
            if group["last_modified"] < before:
                yield UUID(str(group["path"]))
