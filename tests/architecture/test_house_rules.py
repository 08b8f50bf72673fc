"""One check for each rule of the house, each with a bad sample that it finds."""

import ast
import re
import tokenize
from collections.abc import Iterator
from io import StringIO

import pytest

from tests.architecture.reading import BACKEND, ROOT, dotted, modules, tree_of

pytestmark = pytest.mark.battery("T15")
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "core", "base"}
#: What a capability may hold, and the types of route signatures in accounts.
ROOMS = {
    "__init__", "rules", "models", "queries", "actions", "forms", "public_routes", "desk_routes",
    "api_routes", "open_data", "jobs", "commands",
}  # fmt: skip
ALSO = {"accounts": {"staff"}}
CAPABILITIES = (
    "texts", "reports", "destruction", "objections", "lost_receipts",
    "backup", "oversight", "remedies", "triage",
    "reply_templates", "on_behalf", "grievances", "cases", "systems", "accounts", "notifications",
    "audit", "jurisdictions", "ledger",
)  # fmt: skip


#: What silences a tool, and what is said after it.
SILENCED = re.compile(
    r"# ?(?:noqa(?:: ?[A-Z0-9, ]+\b)?|type: ?ignore(?:\[[a-z, -]+\])?)(?P<why>.*)"
)


def calls(tree: ast.AST, name: str) -> list[int]:
    """Lines that call ``….name(`` or ``name(``."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            got = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if got == name:
                found.append(node.lineno)
    return found


def plain_calls(tree: ast.AST, name: str) -> list[int]:
    """Lines that call ``name(``, not as something's method."""
    return [
        n.lineno
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == name
    ]


def names(tree: ast.AST, name: str) -> list[int]:
    return [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == name]


def silenced_without_a_reason(source: str) -> Iterator[int]:
    """Lines with ``noqa`` or ``type: ignore`` and no word of why beside it."""
    for token in tokenize.generate_tokens(StringIO(source).readline):
        said = SILENCED.search(token.string) if token.type == tokenize.COMMENT else None
        if said and not re.search(r"[a-z]", said["why"]):
            yield token.start[0]


def _places(check, allowed) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line}"
        for path in modules()
        if not allowed(dotted(path))
        for line in check(tree_of(path))
    ]


def test_only_the_database_package_commits():
    found = _places(lambda t: calls(t, "commit"), lambda m: m.startswith("backend.database."))
    assert found == []


def test_reading_goes_to_queries():
    def is_query(module: str) -> bool:
        return ".queries" in module or module.startswith("backend.database.")

    assert _places(lambda t: plain_calls(t, "select"), is_query) == []


def test_http_errors_are_raised_at_the_edge_only():
    def is_edge(module: str) -> bool:
        return module.startswith("backend.web.")

    assert _places(lambda t: names(t, "HTTPException"), is_edge) == []


def test_nothing_lies_in_a_drawer():
    assert [dotted(p) for p in modules() if DRAWERS & set(dotted(p).split("."))] == []


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_a_capability_has_only_the_rooms_that_it_needs(capability: str):
    folder = BACKEND / capability
    found = {p.stem if p.suffix == ".py" else p.name for p in folder.iterdir()}
    found -= {"__pycache__", "data"}
    assert found <= ROOMS | ALSO.get(capability, set())


def test_each_module_says_first_what_lives_in_it():
    assert [dotted(p) for p in modules() if not ast.get_docstring(tree_of(p))] == []


def test_nothing_typed_is_marked_as_safe_in_a_template():
    pages = (ROOT / "frontend_templates").rglob("*.html")
    assert [p.name for p in pages if "|safe" in p.read_text("utf-8").replace(" ", "")] == []


def test_who_silences_a_tool_says_why_beside_it():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for folder in ("backend", "tests", "benchmarks")
        for path in modules(ROOT / folder)
        for line in silenced_without_a_reason(path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("silence", ["noqa: S603", "noqa", "type: ignore[arg-type]"])
def test_a_tool_silenced_without_a_reason_is_found(silence: str):
    sample = f"run(words)  # {silence}\n"
    assert list(silenced_without_a_reason(sample)) == [1]
    assert list(silenced_without_a_reason(sample.replace("\n", "  # our own program\n"))) == []
    assert list(silenced_without_a_reason(f'"""# {silence}"""\n')) == []


@pytest.mark.parametrize(
    ("check", "sample"),
    [
        (lambda t: calls(t, "commit"), "session.commit()"),
        (lambda t: plain_calls(t, "select"), "select(Case)"),
        (lambda t: names(t, "HTTPException"), "raise HTTPException(404)"),
    ],
)
def test_a_bad_sample_is_found(check, sample: str):
    assert check(ast.parse(sample)) == [1]
