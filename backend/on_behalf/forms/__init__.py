"""Untrusted input of those who file for others: one form, or a whole table of them."""

from backend.on_behalf.forms.entry import entry, language_confirmed, refuse_unread
from backend.on_behalf.forms.table import BadRows, RowFault, entries, uploaded

__all__ = (
    "BadRows", "RowFault", "entries", "entry", "language_confirmed", "refuse_unread", "uploaded",
)  # fmt: skip
