"""The form of a person at a counter outlives the session of whoever typed it."""

from typing import Annotated

from fastapi import Depends, Request

from backend.accounts.staff import signed_in
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import Elsewhere
from backend.web.forms import Form
from backend.web.refusals import FormStale

#: What people dictate.
_WRITTEN = ("account", "system_text", "wanted")


async def typed_form(request: Request, form: StaffForm, session: DeskSession) -> Form:
    """FormStale with what was typed, where the session has ended while somebody dictated."""
    try:
        await signed_in(request, session)
    except Elsewhere:
        written = (form.text(name) for name in _WRITTEN)
        raise FormStale(tuple(text for text in written if text.strip())) from None
    return form


TypedForm = Annotated[Form, Depends(typed_form)]
