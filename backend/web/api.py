"""What all calls of the API share: problems as they are documented, pages of items, cursors."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from backend.errors import Fault, Unacceptable
from backend.languages.texts import Worded
from backend.web.errors import api_locale

PREFIX = "/api/v1"
LONGEST_CURSOR = 200
PROBLEM_TYPE = "application/problem+json"

Item = TypeVar("Item")


class Answer(BaseModel):
    """Base of what the API answers: nothing in it changes after it is made."""

    model_config = ConfigDict(frozen=True)


class ItemsPage(Answer, Generic[Item]):
    """One page of a list. Name yours: ``class SystemsPage(ItemsPage[SystemListed])``."""

    items: list[Item]
    next_cursor: str | None = Field(
        description="Hand it back as `cursor` for the next page; null on the last one."
    )


class TextShown(Answer):
    """A text, and the language that it is in: another one where it is not translated."""

    text: str
    language: str = Field(examples=["en"])


def text_shown(text: Worded) -> TextShown:
    return TextShown(text=text.text, language=text.language)


class WrongField(Answer):
    field: str = Field(examples=["account"])
    message: str = Field(examples=["Please tell us what happened."])


class Problem(Answer):
    """RFC 9457. `title` and the messages are in the language of `Accept-Language`."""

    type: str = Field(
        description="Names the kind of problem; no address.", examples=["urn:suara:problem:absent"]
    )
    title: str
    status: int
    errors: list[WrongField] = Field(description="Every wrong field; empty for other problems.")


_WHY = {
    400: "The body is no JSON.",
    404: "There is no such thing.",
    409: "The state of things does not allow it, or the key was used with another body.",
    413: "The body is too large.",
    415: "The body is not declared as JSON.",
    422: "Some fields are wrong; each is named.",
    429: "Too many from this network; `Retry-After` says how many seconds to wait.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For ``responses=`` of a route: the problems that it may answer."""
    content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    found: dict[int | str, dict[str, Any]] = {
        status: {"description": _WHY[status], "content": content} for status in statuses
    }
    if 429 in found:  # noqa: PLR2004  the one status with a header of its own
        found[429]["headers"] = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}}
    return found


def key_header(*, required: bool) -> dict[str, Any]:
    """For ``openapi_extra=`` of a route that does a thing once for each key."""
    schema = {"type": "string", "minLength": 22, "maxLength": 128, "pattern": "^[!-~]+$"}
    header = {"name": "Idempotency-Key", "in": "header", "required": required, "schema": schema}
    return {"parameters": [header | {"description": "Nobody else can guess it."}]}


async def accepted_locale(request: Request) -> str:
    return api_locale(request)


AcceptedLocale = Annotated[str, Depends(accepted_locale)]


def cursor_after(key: str) -> str:
    """Points behind the last item of a page; ``key`` is what the list is ordered by."""
    return urlsafe_b64encode(key.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> str:
    """The key in a cursor of ours; empty for none."""
    try:
        key = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (NotBase64, ValueError):
        key = "\0"
    if len(cursor) > LONGEST_CURSOR or not key.isprintable():
        raise Unacceptable(Fault("cursor", "wrong_type"))
    return key
