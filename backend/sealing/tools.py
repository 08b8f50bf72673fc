"""What a background job works with."""

from dataclasses import dataclass

from procrastinate import JobContext
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.database.addresses import address_of_door
from backend.database.doors import engine_for
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
