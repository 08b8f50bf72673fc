"""A web process with the fault that must never be ours: it answers first and commits later.

For the control of the crash tests only. Run with the address of a house's data folder and a port.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import uvicorn
from fastapi import Request

from backend.app import Installation, create_app
from backend.database.addresses import addresses
from backend.database.doors import Door, engine_for
from backend.sealing.files import FileStore
from backend.settings import Settings
from backend.web.database_session import public_transaction

#: Long enough for a slow machine to answer several in between.
LATER = 0.5
_later: set[asyncio.Task[None]] = set()


async def hasty_transaction(request: Request) -> AsyncIterator[Door]:
    session = Door(request.app.state.engines["public"], expire_on_commit=False)
    await session.begin()
    try:
        yield session
    except BaseException:
        await session.close()
        raise
    task = asyncio.create_task(_commit(session))
    _later.add(task)
    task.add_done_callback(_later.discard)


async def _commit(session: Door) -> None:
    await asyncio.sleep(LATER)
    await session.commit()
    await session.close()


def main(data_dir: Path, port: int) -> None:
    settings = Settings(data_dir=data_dir, public_origin=f"http://127.0.0.1:{port}")
    engine = engine_for(addresses(settings).for_sqlalchemy("public"), connections=40)
    installed = Installation(settings, {"public": engine}, FileStore(settings.files))
    app = create_app(frozenset({"public"}), installed)
    app.dependency_overrides[public_transaction] = hasty_transaction
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
