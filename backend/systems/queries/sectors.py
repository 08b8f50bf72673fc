"""Sectors of the taxonomy, by code."""

from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML

from backend.data_files import WORKFLOWS
from backend.languages.messages import Message
from backend.languages.taxonomy_labels import CONTEXT


@lru_cache
def sectors() -> dict[str, Message]:
    data: Any = YAML(typ="safe").load((WORKFLOWS / "taxonomy.yaml").read_text(encoding="utf-8"))
    return {entry["code"]: Message(entry["name"], context=CONTEXT) for entry in data["sectors"]}
