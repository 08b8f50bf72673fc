"""What the edge itself refuses, whatever the page, and the status of every refusal."""

from typing import ClassVar

from backend.errors import Absent, Conflict, Fault, Forbidden, Refusal, Unacceptable

_FAMILIES: dict[type[Refusal], int] = {
    Absent: 404,
    Forbidden: 403,
    Conflict: 409,
    Unacceptable: 422,
}


class EdgeRefusal(Refusal):
    """A refusal about the request rather than about the matter. Carries its HTTP status."""

    status: ClassVar[int] = 400
    code = "bad_request"


def status_of(refusal: Refusal) -> int:
    if isinstance(refusal, EdgeRefusal):
        return refusal.status
    return next((status for kind, status in _FAMILIES.items() if isinstance(refusal, kind)), 400)


class NotJson(EdgeRefusal):
    """The body is declared as something else, or in another encoding than UTF-8."""

    status = 415
    code = "not_json"


class JsonUnreadable(EdgeRefusal):
    code = "json_unreadable"


class FormUnreadable(EdgeRefusal):
    code = "form_unreadable"


class FormTooLarge(EdgeRefusal):
    status = 413
    code = "form_too_large"


class FormStale(EdgeRefusal):
    """The token in the form is missing, too old, or another session's.

    ``typed``: the texts in it, so that nobody has to write them again.
    """

    status = 403
    code = "form_stale"

    def __init__(self, typed: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.typed = typed


class ForeignForm(EdgeRefusal):
    """Another site sent the form."""

    status = 403
    code = "foreign_form"


class TooOften(EdgeRefusal):
    status = 429
    code = "too_often"

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class FileRefused(Unacceptable):
    """One file cannot be taken; the others and everything typed stay."""

    code = "file_refused"

    def __init__(self, field: str = "files") -> None:
        super().__init__(Fault(field, self.code))


class FileTooLarge(FileRefused):
    code = "too_large"


class FileKindNotAccepted(FileRefused):
    code = "kind_not_accepted"


class FileDoesNotMatch(FileRefused):
    """Name, declared type and content tell different stories."""

    code = "does_not_match"


class FileDamaged(FileRefused):
    code = "damaged"


class FileEmpty(FileRefused):
    code = "empty"
