"""Putting a ready reply into a field of the page of a case: nothing is sent, all typed is kept."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.queries.workflow_files import taxonomy
from backend.cases.rules.stages import Outcome
from backend.errors import Fault, Unacceptable
from backend.triage.forms import OUTCOMES, REMEDY_ROWS
from backend.triage.queries.ready_replies import FIELDS, Drafted, ready_text
from backend.triage.queries.work import Work
from backend.web.forms import Form

#: The button that puts it in; its value is the field.
BUTTON = "insert"


def choice_in(field: str) -> str:
    """The name of the list beside a field."""
    return f"reply-{field}"


async def with_ready_reply(session: AsyncSession, work: Work, form: Form) -> dict[str, str]:
    """The fields of the form with the chosen text after what is typed."""
    field = form.text(BUTTON)
    if field not in FIELDS:
        raise Unacceptable(Fault(BUTTON, "not_a_choice"))
    key = form.text(choice_in(field))
    text = await ready_text(session, work, key, _drafted(form, FIELDS[field]))
    typed = [part for part in (form.text(field).rstrip(), text) if part]
    put_in = {field: "\n\n".join(typed), choice_in(field): ""}
    # So that its form stands open, as after its own button.
    return form.values() | put_in | ({"move": FIELDS[field]} if FIELDS[field] else {})


def _drafted(form: Form, step: str) -> Drafted:
    """Of a proposal's form; of another, nothing."""
    if step != "propose":
        return Drafted()
    outcome = form.text("outcome")
    rows = [f"remedy_{row}" for row in range(1, REMEDY_ROWS + 1)]
    return Drafted(
        Outcome(outcome) if outcome in OUTCOMES else None,
        tuple(
            (form.text(name), _day(form.text(f"{name}_due")))
            for name in rows
            if form.text(name) in taxonomy().remedies
        ),
        form.text("reason_language"),
    )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
