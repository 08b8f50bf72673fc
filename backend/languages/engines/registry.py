"""Engines by name. Adding one is one file here, with ``ENGINE`` in it."""

import importlib
import pkgutil
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

import backend.languages.engines as package
from backend.languages.engines.protocol import Access, Engine
from backend.settings import Settings

_OURSELVES = {"protocol", "registry", "wire"}


def engine_names() -> list[str]:
    """As they stand in ``SUARA_TRANSLATION_ENGINE``."""
    found = {module.name for module in pkgutil.iter_modules(package.__path__)}
    return sorted(found - _OURSELVES)


def engine_named(name: str, access: Access) -> Engine:
    """KeyError for a name that is none."""
    if name not in engine_names():
        raise KeyError(name)
    module = importlib.import_module(f"{package.__name__}.{name}")
    make = cast("Callable[[Access], Engine]", module.ENGINE)
    return make(access)


def engine_of(settings: Settings) -> Engine | None:
    """The installation's engine; nothing where none is set."""
    url, key_file = settings.translation_engine_url, settings.translation_engine_key_file
    if url is None:
        return None
    key = key_file.read_text(encoding="ascii").strip() if key_file else None
    return engine_named(settings.translation_engine, Access(url, key))


def engine_agreed_to(settings: Settings) -> str | None:
    """What an office says yes to: the engine and where it stands; at most 40 characters."""
    if settings.translation_engine_url is None:
        return None
    place = urlsplit(settings.translation_engine_url).netloc
    return f"{settings.translation_engine} @ {place}"[:40]
