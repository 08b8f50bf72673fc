"""Which button reads which fields and does what."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.rules import Act, Role, may
from backend.errors import Fault, Forbidden, Unacceptable
from backend.triage import forms
from backend.triage.actions import asking_owner, assessing, deciding, writing
from backend.triage.queries.work import Work
from backend.web.forms import Form


@dataclass(frozen=True)
class Button:
    read: Callable[[Form], Any]
    act: Callable[[AsyncSession, Work, Any], Awaitable[Any]]
    needs: Act = Act.WORK_CASES


_ANSWER = forms.LONGEST_MESSAGE
MOVES: dict[str, Button] = {
    "acknowledge": Button(
        forms.words("acknowledge_message", _ANSWER, needed=False), assessing.acknowledge
    ),
    "assess": Button(forms.described, assessing.assess),
    "ask_person": Button(forms.words("person_question", _ANSWER), assessing.ask_person),
    "go_on": Button(forms.words("go_on_reason"), assessing.go_on),
    "put_to_owner": Button(forms.to_owner, asking_owner.put_to_owner),
    "take_back": Button(forms.words("take_back_reason"), asking_owner.take_back),
    "propose": Button(forms.proposed, deciding.propose),
    "return_proposal": Button(forms.words("return_note"), deciding.return_proposal),
    "decide": Button(forms.nothing, deciding.decide),
    "await_remedy": Button(forms.nothing, deciding.await_remedy),
    "close": Button(forms.closing, deciding.close),
    "refer": Button(forms.referred, deciding.refer),
}
ACTS: dict[str, Button] = {
    "classify": Button(forms.described, assessing.classify),
    "assign": Button(forms.choice("assignee"), assessing.assign),
    "note": Button(forms.words("note"), writing.add_note),
    "message": Button(forms.words("message", _ANSWER), writing.send_message),
    "remedy_done": Button(forms.choice("remedy"), deciding.mark_remedy_done),
    "open_contact": Button(forms.words("contact_reason"), writing.open_contact, Act.OPEN_CONTACT),
}


async def carry_out(session: AsyncSession, work: Work, form: Form) -> Any:
    """What the pressed button says, all or nothing; gives what the action gives."""
    button = MOVES.get(form.text("move")) or ACTS.get(form.text("act"))
    if button is None:
        raise Unacceptable(Fault("act", "not_a_choice"))
    if not may(Role(work.person.role), button.needs):
        raise Forbidden
    typed = button.read(form)
    # A savepoint: what is refused half-way leaves nothing, and the page is still shown.
    async with session.begin_nested():
        return await button.act(session, work, typed)
