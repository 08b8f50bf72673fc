"""What a background job works with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from procrastinate import JobContext
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.database.addresses import address_of_door
from backend.database.doors import Door, engine_for, transaction
from backend.database.queue import note_done, was_done
from backend.sealing.files import FileStore
from backend.sealing.keys import Keyring, MasterKey
from backend.settings import Settings


@dataclass(frozen=True)
class Tools:
    """``engine`` is logged in as suara_worker."""

    engine: AsyncEngine
    keyring: Keyring
    files: FileStore
    settings: Settings


def tools_from(settings: Settings) -> Tools:
    return Tools(
        engine_for(address_of_door(settings, "worker"), connections=4),
        Keyring(MasterKey.read(settings.key_file)),
        FileStore(settings.files),
        settings,
    )


def tools_of(context: JobContext) -> Tools:
    tools = context.additional_context["tools"]
    if not isinstance(tools, Tools):
        raise TypeError("the worker hands its tools to every job")
    return tools


async def once(context: JobContext, effect: Callable[[Door], Awaitable[object]]) -> None:
    """The transaction of a job that is all of its effect.

    A worker can die after it has committed and before it has said so. The job is then tried again,
    and nothing happens any more.
    """
    async with transaction(tools_of(context).engine) as session:
        if not await was_done(session, context.job.id):
            await effect(session)
            await note_done(session, context.job.id)
