"""The demonstration's data files as plain values."""

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent / "data"


@cache
def data(name: str) -> Any:
    """``name`` is a path below ``data/`` without its ending."""
    return YAML(typ="safe").load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def complaints() -> list[dict[str, Any]]:
    """Every complaint with its language, in the order of files and of lines."""
    found = []
    for file in sorted((FOLDER / "complaints").glob("*.yaml")):
        entries = data(f"complaints/{file.stem}")
        found += [entry | {"language": file.stem} for entry in entries]
    return found
