"""Which button of these pages reads which fields and does what."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.errors import Fault, Unacceptable
from backend.objections import actions, forms
from backend.triage.queries.work import Work
from backend.web.forms import Form

Buttons = Mapping[
    str, tuple[Callable[[Form], Any], Callable[[AsyncSession, Work, Any], Awaitable[None]]]
]
#: Moves of the workflow, each with its form.
OF_OBJECTIONS: Buttons = {
    "reject_objection": (forms.reasoned, actions.reject),
    "reverse": (forms.reversed_, actions.reverse),
    "take_up_again": (forms.reasoned, actions.take_up_again),
}
ASIDE: Buttons = {
    "propose_set_aside": (forms.aside, actions.propose_to_set_aside),
    "set_aside": (forms.nothing, actions.set_aside),
}
#: No move: the stage stays.
HAND_OVER: Buttons = {"hand_over": (forms.nothing, actions.hand_to_intake)}


async def carry_out(session: AsyncSession, work: Work, buttons: Buttons, form: Form) -> None:
    """All or nothing: what is refused half-way leaves nothing, and the page is still shown."""
    if form.text("move") not in buttons:
        raise Unacceptable(Fault("move", "not_a_choice"))
    read, act = buttons[form.text("move")]
    typed = read(form)
    async with session.begin_nested():
        await act(session, work, typed)
