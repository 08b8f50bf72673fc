"""A process that files one table as the worker does, to be killed: `python -m … WORKER ID`."""

import asyncio
import sys
from uuid import UUID

from backend import clock
from backend.database.doors import engine_for
from backend.on_behalf.actions.filing import file_many
from backend.sealing.files import FileStore
from backend.sealing.keys import Keyring, MasterKey
from backend.sealing.tools import Tools
from backend.settings import Settings


async def main(worker: str, filing_id: str) -> None:
    settings = Settings()
    keyring = Keyring(MasterKey.read(settings.key_file))
    tools = Tools(engine_for(worker), keyring, FileStore(settings.files), settings)
    await file_many(tools, UUID(filing_id), clock.now())


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
