"""Which button reads which fields and does what."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.rules import Act, Role, may
from backend.cases.queries.workflow_files import workflow_named
from backend.errors import Fault, Forbidden, Unacceptable
from backend.triage import forms
from backend.triage.actions import (
    asking_engine,
    asking_owner,
    assessing,
    deciding,
    translating,
    writing,
)
from backend.triage.queries.work import Work
from backend.web.forms import Form


@dataclass(frozen=True)
class Button:
    """``fields``: what a workflow may require of the move → the field of the form that holds it."""

    read: Callable[[Form], Any]
    act: Callable[[AsyncSession, Work, Any], Awaitable[Any]]
    needs: Act = Act.WORK_CASES
    fields: Mapping[str, str] = field(default_factory=dict)


_ANSWER = forms.LONGEST_MESSAGE
MOVES: dict[str, Button] = {
    "acknowledge": Button(
        forms.words("acknowledge_message", _ANSWER, needed=False),
        assessing.acknowledge,
        fields={"message": "acknowledge_message"},
    ),
    "assess": Button(
        forms.described,
        assessing.assess,
        fields={"category": "subtype", "severity": "harm", "system": "system"},
    ),
    "ask_person": Button(
        forms.words("person_question", _ANSWER),
        assessing.ask_person,
        fields={"message": "person_question"},
    ),
    "go_on": Button(
        forms.words("go_on_reason"), assessing.go_on, fields={"reason": "go_on_reason"}
    ),
    "put_to_owner": Button(
        forms.to_owner,
        asking_owner.put_to_owner,
        fields={"system": "owner_system", "question": "owner_question"},
    ),
    "take_back": Button(
        forms.words("take_back_reason"),
        asking_owner.take_back,
        fields={"reason": "take_back_reason"},
    ),
    "propose": Button(
        forms.proposed,
        deciding.propose,
        fields={"outcome": "outcome", "reason": "outcome_reason", "remedies": "remedy_1"},
    ),
    "return_proposal": Button(
        forms.words("return_note"), deciding.return_proposal, fields={"note": "return_note"}
    ),
    "decide": Button(forms.decided, deciding.decide),
    "await_remedy": Button(forms.nothing, deciding.await_remedy),
    "close": Button(
        forms.closing,
        deciding.close,
        fields={"lifecycle_stage": "lifecycle_stage", "root_cause": "root_cause"},
    ),
    "refer": Button(
        forms.referred,
        deciding.refer,
        fields={
            "body": "referral_body",
            "address": "referral_address",
            "letter": "referral_letter",
        },
    ),
}
ACTS: dict[str, Button] = {
    "classify": Button(forms.described, assessing.classify),
    "correct_language": Button(forms.language, assessing.correct_language),
    "assign": Button(forms.choice("assignee"), assessing.assign),
    "note": Button(forms.words("note"), writing.add_note),
    "message": Button(forms.words("message", _ANSWER), writing.send_message),
    "remedy_done": Button(forms.choice("remedy"), deciding.mark_remedy_done),
    "ask_translation": Button(forms.translation_asked, translating.ask),
    "ask_engine": Button(forms.translation_asked, asking_engine.ask_for_machine),
    "open_contact": Button(forms.words("contact_reason"), writing.open_contact, Act.OPEN_CONTACT),
}


def refuse_missing(required: frozenset[str], form: Form, button: Button) -> None:
    """What the workflow requires beyond what the form itself insists on."""
    fields = [button.fields[name] for name in sorted(required)]
    missing = [Fault(name, "missing") for name in fields if not form.text(name).strip()]
    if missing:
        raise Unacceptable(*missing)


async def carry_out(session: AsyncSession, work: Work, form: Form) -> Any:
    """What the pressed button says, all or nothing; gives what the action gives."""
    button = MOVES.get(form.text("move")) or ACTS.get(form.text("act"))
    if button is None:
        raise Unacceptable(Fault("act", "not_a_choice"))
    if not may(Role(work.person.role), button.needs):
        raise Forbidden
    typed = button.read(form)
    move = workflow_named(work.case.workflow).moves.get(form.text("move"))
    refuse_missing(move.requires if move else frozenset(), form, button)
    # A savepoint: what is refused half-way leaves nothing, and the page is still shown.
    async with session.begin_nested():
        return await button.act(session, work, typed)
