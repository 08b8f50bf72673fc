"""Reads the data that agencies tune (workflows/), against the JSON Schema beside it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedBase
from ruamel.yaml.error import MarkedYAMLError

WORKFLOWS = Path(__file__).resolve().parent.parent / "workflows"


class DataFault(Exception):
    """One fault in one file, as ``file:line: reason``."""

    def __init__(self, file: Path, line: int, reason: str) -> None:
        name = file.relative_to(WORKFLOWS.parent) if file.is_relative_to(WORKFLOWS) else file
        super().__init__(f"{name}:{line}: {reason}")


def read_data(file: Path, schema: Path) -> Any:
    """The content as plain values; the first fault as ``DataFault``."""
    content = _content(file)
    for fault in _against(schema, file, content):
        raise fault
    return content


def faults_in(file: Path, schema: Path) -> Iterator[DataFault]:
    """Every fault that the schema sees, with the line it stands in."""
    try:
        yield from _against(schema, file, _content(file))
    except DataFault as fault:
        yield fault


def line_in(file: Path, path: tuple[str | int, ...]) -> int:
    """The line in which a part of the file stands."""
    # Reading with lines takes longer, so only where somebody is told one.
    return _line(YAML(typ="rt").load(file.read_text(encoding="utf-8")), list(path))


def _content(file: Path) -> Any:
    try:
        return YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataFault(file, line, error.problem or "this is no YAML") from error


def _against(schema: Path, file: Path, content: Any) -> Iterator[DataFault]:
    rules = Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    for fault in sorted(rules.iter_errors(_plain(content)), key=lambda e: list(map(str, e.path))):
        yield DataFault(file, line_in(file, tuple(fault.absolute_path)), fault.message)


def _line(node: Any, path: list[Any]) -> int:
    """The line of the deepest part of the path that the file has."""
    line = 1
    for step in path:
        if isinstance(node, CommentedBase) and step in _keys(node):
            position = node.lc.data.get(step)
            line = position[0] + 1 if position else line
            node = node[step]  # type: ignore[index]  # it has this key
    return line


def _keys(node: Any) -> Any:
    return node if isinstance(node, dict) else range(len(node))


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return node
