"""Every command that the documents name is one that we have, with its options."""

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
import typer

from backend.__main__ import CAPABILITIES, app
from backend.doctor import CHECKS

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md"])
_QUOTED = re.compile(r"`(?:SUARA_\w+=\S+ )*(?:\.venv/bin/|docker compose [a-z- ]*operator )?"
                     r"suara ([^`]*)`|docker compose [a-z -]*--rm operator ([^`\n]*)")  # fmt: skip


def named() -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        for one, other in _QUOTED.findall(page.read_text("utf-8").replace("\n", " ")):
            found.append((page.name, (one or other).strip()))
    return sorted(set(found))


def command_named(name: str) -> Any:
    """One of the capabilities' is mounted late, so it is looked up where it lies."""
    if name in CAPABILITIES:
        module, attribute = CAPABILITIES[name][0].split(":")
        return typer.main.get_group(getattr(importlib.import_module(module), attribute))
    return typer.main.get_command(app).commands.get(name)


def faults_of(words: list[str]) -> list[str]:
    """The words that lead to no command and no option."""
    here = command_named(words[0])
    if here is None:
        return [words[0]]
    rest = words[1:]
    if rest and rest[0] in getattr(here, "commands", {}):
        here, rest = here.commands[rest[0]], rest[1:]
    elif getattr(here, "commands", {}) and rest and rest[0] != "--help":
        return [rest[0]]
    known = {name for option in here.params for name in option.opts} | {"--help"}
    return [word for word in rest if word.startswith("--") and word not in known]


def of(text: str) -> list[str]:
    """The words of a command without brackets and what stands behind options."""
    return [word.rstrip(",.") for word in re.sub(r"[\[\]|]", " ", text).split() if word != "…"]


def test_each_line_of_the_doctor_stands_in_the_guide_and_no_other():
    guide = (ROOT / "docs" / "operating.md").read_text("utf-8")
    table = guide.split("| line | bad when |")[1].split("\n\n")[0]
    lines = [name for row in re.findall(r"^\| ([a-z ,]+) \|", table, re.MULTILINE)
             for name in row.split(", ")]  # fmt: skip
    assert sorted(lines) == sorted(CHECKS)


def test_many_commands_are_named():
    assert len(named()) > 30


@pytest.mark.parametrize(("page", "text"), named())
def test_a_command_that_is_named_exists(page: str, text: str):
    assert faults_of(of(text)) == [], f"{page}: suara {text}"


@pytest.mark.parametrize("text", ["sreve", "serve --porte", "staff ad", "database url --rolle"])
def test_a_command_that_does_not_exist_is_found(text: str):
    assert faults_of(of(text)) != []
