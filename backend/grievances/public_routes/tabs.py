"""Two tabs, one browser: whether a first page that comes back belongs to the draft of the cookie.

The tokens of the later pages are bound to the cookie, so that theirs is known.
"""

from backend.grievances.queries.drafts import OpenDraft
from backend.web.forms import Form

#: The hidden field by which the first page says which draft it was made for.
FIELD = "draft"
BEGIN_ANEW = "begin_anew"
GO_ON = "go_on"


def mark_of(draft: OpenDraft | None) -> str:
    """Tells drafts apart, and one that was sent from the same before; opens nothing."""
    if draft is None:
        return ""
    return f"{draft.row_id.hex[:12]}{'-sent' if draft.contents.receipt else ''}"


def from_another_tab(form: Form, draft: OpenDraft | None) -> bool:
    """The person began, or sent, a complaint elsewhere after this page had been opened.

    A program that leaves the field out answers for the draft of its cookie.
    """
    if draft is None or not any(name == FIELD for name, _ in form.fields):
        return False
    return form.text(FIELD) != mark_of(draft)
