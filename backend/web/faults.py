"""What is wrong with a form, collected field by field, so that all of it is said at once."""

from datetime import date

from backend.errors import Fault, Unacceptable
from backend.languages.normalisation import UnreadableText, stored
from backend.web.forms import Form


class Faults:
    """Reads fields of a form and keeps what is wrong with them; ``refuse`` ends the reading."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, field: str, code: str, **facts: object) -> None:
        self.found.append(Fault(field, code, tuple(facts.items())))

    def text(self, form: Form, field: str, longest: int) -> str:
        """The field as it is stored: NFC, without what nobody typed on purpose."""
        try:
            text = stored(form.text(field)).strip()
        except UnreadableText:
            self.add(field, "unreadable")
            return ""
        if field in form.unreadable:
            self.add(field, "unreadable")
        if len(text) > longest:
            self.add(field, "too_long", longest=longest, length=len(text))
        return text

    def needed(self, form: Form, field: str, longest: int) -> str:
        """As ``text``, and not empty."""
        text = self.text(form, field, longest)
        if not text and all(fault.field != field for fault in self.found):
            self.add(field, "missing")
        return text

    def choice(self, form: Form, field: str, among: tuple[str, ...]) -> str:
        value = form.text(field)
        if value and value not in among:
            self.add(field, "not_a_choice")
            return ""
        return value

    def chosen(self, form: Form, field: str, among: tuple[str, ...]) -> str:
        """As ``choice``, and not left open."""
        value = self.choice(form, field, among)
        if not form.text(field):
            self.add(field, "missing")
        return value

    def day(self, form: Form, field: str) -> date | None:
        """Year-month-day; none where the field was left empty."""
        typed = form.text(field).strip()
        try:
            return date.fromisoformat(typed) if typed else None
        except ValueError:
            self.add(field, "day_needed")
            return None

    def needed_day(self, form: Form, field: str) -> date | None:
        """As ``day``, and not left empty; none where it cannot be taken."""
        found = self.day(form, field)
        if not form.text(field).strip():
            self.add(field, "day_needed")
        return found

    def refuse(self) -> None:
        if self.found:
            raise Unacceptable(*self.found)
