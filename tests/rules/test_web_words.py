"""Every code that a refusal or a fault in the source may carry has words."""

import ast
from pathlib import Path

from backend.web.words import WORDS

BACKEND = Path(__file__).parents[2] / "backend"


def _literal(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def codes_in(source: str) -> set[str]:
    found: set[str | None] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and node.bases:
            found |= {
                _literal(line.value)
                for line in node.body
                if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "code"
            }
        if isinstance(node, ast.Call) and len(node.args) > 1:
            called = ast.unparse(node.func)
            if called == "Fault" or called.endswith("aults.add"):
                found.add(_literal(node.args[1]))
    return {code for code in found if code}


def test_every_code_in_the_source_has_words() -> None:
    codes = set().union(*(codes_in(path.read_text()) for path in BACKEND.rglob("*.py")))
    assert codes - WORDS.keys() == set()


def test_the_search_for_codes_finds_them() -> None:
    bad = 'class Bad(Conflict):\n    code = "one"\nFault("f", "two")\nfaults.add("f", "three")\n'
    assert codes_in(bad) == {"one", "two", "three"}
