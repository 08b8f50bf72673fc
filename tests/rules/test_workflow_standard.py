"""The workflow that offices work by: its moves, who may take them, and what never happens."""

from itertools import product
from pathlib import Path

import pytest

from backend.cases.queries.workflow_files import FOLDER, workflow_faults, workflow_named
from backend.cases.rules.case import KnownCase
from backend.cases.rules.names import HAPPENED, MOVES
from backend.cases.rules.stages import Stage
from backend.cases.rules.workflow import Mover, NoSuchMove, moves_allowed, next_stage, the_move
from backend.cases.rules.workflow_faults import ASKED
from backend.errors import Unacceptable
from backend.objections.desk_routes import deciding, setting_aside
from backend.triage.desk_routes.acting import MOVES as BUTTONS
from backend.triage.desk_routes.acting import refuse_missing
from backend.triage.queries.work import Person, kinds_of
from backend.web.forms import Form
from tests.factories.workflows import a_known_case, table_of

GOLDEN = Path(__file__).parent / "golden/workflow-standard.txt"
ROLES = (
    "caseworker", "supervisor", "reviewer", "system_owner", "communications", "auditor",
    "administrator", "helper",
)  # fmt: skip
WORKFLOW = workflow_named("standard")
CASE = a_known_case()


def test_the_moves_are_those_of_the_golden_table():
    assert table_of(WORKFLOW) == GOLDEN.read_text(encoding="utf-8")


def test_every_workflow_of_the_house_is_without_fault():
    for file in sorted(FOLDER.glob("*.yaml")):
        assert workflow_faults(file) == []


def test_every_move_of_staff_has_a_button_and_every_move_a_name():
    staff = {name for name, move in WORKFLOW.moves.items() if move.by != {"complainant"}}
    elsewhere = {"answer", *setting_aside.MOVES, *deciding.MOVES}
    assert staff == set(MOVES) == set(BUTTONS) | elsewhere
    assert set(WORKFLOW.moves) <= set(HAPPENED)


def test_what_a_workflow_may_require_is_what_each_form_asks_for():
    asked = {name: frozenset(button.fields) for name, button in BUTTONS.items() if button.fields}
    elsewhere = {"answer", *setting_aside.MOVES, *deciding.MOVES}
    assert asked == {name: fields for name, fields in ASKED.items() if name not in elsewhere}
    assert elsewhere - {"set_aside"} <= set(ASKED)


def test_what_an_agency_adds_to_its_workflow_is_asked_for():
    button, required = BUTTONS["acknowledge"], frozenset({"message"})
    refuse_missing(required, Form((("acknowledge_message", "We have it."),)), button)
    with pytest.raises(Unacceptable) as refused:
        refuse_missing(required, Form((("acknowledge_message", "  "),)), button)
    assert [fault.field for fault in refused.value.faults] == ["acknowledge_message"]


@pytest.mark.parametrize(("stage", "role"), list(product(WORKFLOW.stages, ROLES)))
def test_nobody_of_the_owners_organisation_can_triage_or_close(stage: Stage, role: str):
    person = Person(CASE.id, CASE.owner_id or CASE.id, role, "en")
    moves = moves_allowed(WORKFLOW, stage, Mover(kinds_of(person, CASE)))
    asked = stage is Stage.AWAITING_ORGANISATION and role == "system_owner"
    assert [move.name for move in moves] == (["answer"] if asked else [])


@pytest.mark.parametrize("role", ROLES)
def test_an_office_that_answers_for_the_system_itself_is_not_the_office(role: str):
    own: KnownCase = a_known_case(owner_id=CASE.handler_id)
    person = Person(CASE.id, CASE.handler_id, role, "en")
    assert kinds_of(person, own) <= {"system_owner"}


@pytest.mark.parametrize("stage", list(WORKFLOW.stages))
def test_the_complainant_never_takes_a_move_of_the_office(stage: Stage):
    names = {
        move.name for move in moves_allowed(WORKFLOW, stage, Mover(frozenset({"complainant"})))
    }
    assert names <= {"write", "withdraw", "object", "not_solved"}


def test_a_foreign_organisation_takes_no_move_at_all():
    stranger = Person(CASE.id, CASE.id, "supervisor", "en")
    assert kinds_of(stranger, CASE) == frozenset()


def test_whoever_proposed_does_not_decide_and_whoever_decided_does_not_close():
    for past, name, stage in (
        ("proposer", "decide", Stage.PROPOSED_RESPONSE),
        ("decider", "close", Stage.DECIDED),
    ):
        supervisor = frozenset({"supervisor"})
        assert the_move(WORKFLOW, name, stage, Mover(supervisor))
        with pytest.raises(NoSuchMove):
            the_move(WORKFLOW, name, stage, Mover(supervisor, frozenset({past})))


def test_an_answer_of_the_person_leads_back_to_where_the_question_was_asked():
    for stage in (Stage.IN_ASSESSMENT, Stage.IN_INVESTIGATION):
        assert next_stage(WORKFLOW.moves["write"], stage) is stage


@pytest.mark.parametrize("stage", [Stage.REFERRED, Stage.WITHDRAWN])
def test_nothing_follows_a_final_stage(stage: Stage):
    assert not [move for move in WORKFLOW.moves.values() if stage in move.origins]
