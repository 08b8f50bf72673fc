"""The doctor looks for every library that is loaded late."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import backend
from backend.doctor.inside import REQUIREMENTS

PACKAGE = Path(backend.__file__).parent
NOT_LATE = {"backend", *sys.stdlib_module_names}


def late(tree: ast.Module) -> Iterator[str]:
    """Modules that are imported within functions."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for found in ast.walk(function):
                if isinstance(found, ast.Import):
                    yield from (each.name for each in found.names)
                elif isinstance(found, ast.ImportFrom):
                    yield str(found.module)


def test_whatever_is_loaded_late_is_looked_for():
    trees = [ast.parse(file.read_text("utf-8")) for file in PACKAGE.rglob("*.py")]
    libraries = {name.partition(".")[0] for tree in trees for name in late(tree)} - NOT_LATE
    assert {"scipy", "joserfc"} <= libraries
    assert libraries <= set(REQUIREMENTS)
