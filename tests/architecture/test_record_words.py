"""Every action that anything puts on the record has words in the reader's language."""

import ast
from collections.abc import Iterator

from backend.cases.queries.workflow_files import workflow_named
from backend.cases.rules.names import HAPPENED
from backend.oversight.desk_routes.record_words import ACTIONS
from tests.architecture.reading import modules, tree_of

#: Calls whose text, with this before it, is an action.
CALLS = {
    "Happening": "",
    "note_event": "",
    "_note": "",
    "_event": "",
    "Step": "case.",
    "step": "case.",
    "note": "report.",
}


def _texts(call: ast.Call) -> Iterator[str]:
    for part in ast.walk(ast.Tuple([*call.args, *(k.value for k in call.keywords)], ast.Load())):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def recorded_actions(tree: ast.AST) -> set[str]:
    """Texts like ``case.read`` that are given to what records."""
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _name(n) in CALLS]
    texts = {text for call in calls for text in _texts(call)}
    groups = {action.partition(".")[0] for action in ACTIONS}
    parts = {text: text.partition(".") for text in texts}
    return {text for text, (group, _, what) in parts.items() if what and group in groups}


def test_each_action_that_is_recorded_has_words():
    found = set().union(*(recorded_actions(tree_of(path)) for path in modules()))
    assert len(found) > 10
    assert found - ACTIONS.keys() == set()


def test_each_move_of_the_workflow_has_words():
    moves = {f"case.{name}" for name in workflow_named("standard").moves}
    assert moves - ACTIONS.keys() == set()
    assert set(workflow_named("standard").moves) <= set(HAPPENED)


def test_a_new_action_is_found():
    assert recorded_actions(ast.parse("note_event(s, w, 'case.sung')")) == {"case.sung"}
