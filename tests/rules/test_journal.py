"""What processes say: JSON lines of allow-listed facts, whoever speaks and whatever went wrong."""

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from rich.console import Console

from backend.supervisor.journal import Line
from backend.supervisor.serving import Operator
from backend.web.journal import ALLOWED, note, note_error, of_complainants, start_journal, warn
from tests.factories.journal import OURS

TYPED = "what a person typed"


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """Where the journal of this process goes."""
    file = StringIO()
    monkeypatch.setattr("sys.stderr", file)
    monkeypatch.setattr(OURS, "handlers", [])
    monkeypatch.setattr(OURS, "propagate", True)
    start_journal()
    yield file
    OURS.setLevel(logging.NOTSET)


def lines(said: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in said.getvalue().splitlines()]


def test_a_field_that_nobody_has_thought_about_is_dropped(said: StringIO):
    note("request", route="/{locale}/systems", status=200, account=TYPED, path="/en/x")
    (line,) = lines(said)
    assert set(line) == {"event", "level", "timestamp", "route", "status"}
    assert set(line) <= ALLOWED


def test_why_nobody_was_let_in_is_written(said: StringIO):
    warn("sign_in_elsewhere_refused", reason="address", address=TYPED)
    (line,) = lines(said)
    assert (line["level"], line["reason"]) == ("warning", "address")
    assert TYPED not in json.dumps(line)


def test_what_is_below_the_chosen_level_is_not_written(said: StringIO):
    start_journal("warning")
    note("request", status=200)
    assert lines(said) == []


def test_no_allowed_field_could_hold_an_address_or_a_text():
    assert {
        "path",
        "query",
        "client",
        "address",
        "user_agent",
        "message",
        "referrer",
    } & ALLOWED == (set())


def test_of_an_error_only_its_class_is_written(said: StringIO):
    incident = note_error(ValueError(TYPED))
    (line,) = lines(said)
    assert line["error"] == "ValueError"
    assert line["incident"] == incident
    assert TYPED not in json.dumps(line)


@pytest.mark.parametrize("logger", ["sqlalchemy.engine", "procrastinate.worker", "uvicorn.error"])
def test_what_libraries_say_of_errors_is_cut_to_places(logger: str):
    with pytest.raises(ValueError, match=TYPED) as raised:
        int(TYPED)
    told = (type(raised.value), raised.value, raised.tb)
    record = logging.LogRecord(logger, logging.ERROR, "x.py", 1, "on %s", (TYPED,), told, "run")
    line = json.loads(Line().format(record))
    assert set(line) == {"timestamp", "level", "event", "error", "passed"}
    assert TYPED not in json.dumps(line)


def test_routes_of_complainants_are_known_by_their_templates():
    for route in ("/{locale}/complain/story", "/{locale}/follow/case", "/api/v1/grievances"):
        assert of_complainants(route)
    for route in ("/{locale}/systems", "/desk/cases/{reference}", ""):
        assert not of_complainants(route)


@pytest.mark.parametrize("terminal", [True, False])
def test_what_a_supervisor_sees_is_a_line_of_the_journal_too(*, terminal: bool):
    """Whoever collects the lines must be able to read that a process has ended."""
    file = StringIO()
    operator = Operator(Console(file=file, force_terminal=terminal, width=40))
    sentence = "PostgreSQL has ended; starting it again. [bold]As it is.[/bold]"
    operator.report(sentence)
    if terminal:
        assert file.getvalue() == f"{sentence}\n"
    else:
        (line,) = lines(file)
        assert (line["event"], line["level"]) == (sentence, "warning")
        assert set(line) <= ALLOWED
