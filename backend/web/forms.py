"""A form as it was sent: its fields, files and pressed button. Nothing in it is checked yet."""

from dataclasses import dataclass, field
from uuid import UUID

_BUTTONS = ("act", "continue", "skip", "remove", "move", "button")


@dataclass(frozen=True)
class Upload:
    """A file as it was sent: nothing about it is checked yet."""

    field: str
    name: str
    media_type: str
    content: bytes
    too_large: bool = False


@dataclass(frozen=True)
class Form:
    """``fields`` in the order of the page; a text may hold anything that UTF-8 can.

    ``unreadable``: fields that came in another encoding; in their texts stands U+FFFD instead.
    """

    fields: tuple[tuple[str, str], ...] = ()
    uploads: tuple[Upload, ...] = field(default=(), repr=False)
    unreadable: frozenset[str] = frozenset()

    def text(self, name: str) -> str:
        """The first value, each line end one sign; empty where there is none."""
        return next((value for key, value in self.fields if key == name), "")

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key == name]

    def files(self, name: str) -> list[Upload]:
        """What was chosen: a file field left empty sends a part without name and content."""
        return [u for u in self.uploads if u.field == name and (u.name or u.content)]

    def pressed(self, *names: str) -> str | None:
        """The name of the button that sent the form, among ``names`` or those in common use."""
        sent = {key for key, _ in self.fields}
        return next((name for name in names or _BUTTONS if name in sent), None)

    def without(self, *names: str) -> "Form":
        """The form less what must not be shown again, such as a password."""
        kept = tuple(pair for pair in self.fields if pair[0] not in names)
        return Form(kept, self.uploads, self.unreadable)

    def values(self) -> dict[str, str]:
        """The first value of each field, for showing the form again."""
        return dict(reversed(self.fields))


def read_id(text: str) -> UUID | None:
    """An id in a field or an address; nothing where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
