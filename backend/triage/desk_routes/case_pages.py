"""A page of one case beside its main page: shown, and acted on, always in the same way."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.staff import SignedIn
from backend.errors import Conflict, Fault, Unacceptable
from backend.triage.actions.writing import note_event
from backend.triage.desk_routes.cases import office_work
from backend.triage.queries.work import Work
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.forms import Form
from backend.web.templates import refused, render

#: Which button reads which fields and does what.
Buttons = Mapping[
    str, tuple[Callable[[Form], Any], Callable[[AsyncSession, Work, Any], Awaitable[None]]]
]


class Opens(Protocol):
    """The case of the address, for whoever may work on this page; ``Absent`` for others."""

    async def __call__(
        self, request: Request, session: DeskSession, staff: SignedIn, form: Form | None = None, /
    ) -> Work: ...


@dataclass(frozen=True)
class CasePage:
    """``shown`` is what the template gets; ``carry_out`` gives the address to go on to."""

    template: str
    shown: Callable[[DeskSession, SignedIn, Work], Awaitable[dict[str, Any]]]
    carry_out: Callable[[DeskSession, Work, Form], Awaitable[str]]
    opens: Opens = office_work

    async def show(self, request: Request, staff: SignedIn, session: DeskSession) -> HTMLResponse:
        """Reading a case is itself an event."""
        work = await self.opens(request, session, staff)
        context = await self.shown(session, staff, work)
        await note_event(session, work, "case.read")
        return render(request, self.template, **context)

    async def act(
        self, request: Request, staff: SignedIn, session: DeskSession, form: Form
    ) -> Response:
        """All or nothing; where it is refused, the case as it is now and all that was typed."""
        work = await self.opens(request, session, staff, form)
        try:
            async with session.begin_nested():
                onward = await self.carry_out(session, work, form)
        except (Conflict, Unacceptable) as refusal:
            work = await self.opens(request, session, staff)
            context = await self.shown(session, staff, work)
            return refused(request, self.template, form, refusal, **context)
        return see_other(onward)


async def press(session: AsyncSession, work: Work, buttons: Buttons, form: Form) -> None:
    """What the pressed button says: a move of the workflow, or another act."""
    pressed = form.text("move") or form.text("act")
    if pressed not in buttons:
        raise Unacceptable(Fault("act", "not_a_choice"))
    read, act = buttons[pressed]
    await act(session, work, read(form))
