"""Reads JSON bodies ourselves: what is no JSON, or another shape, gets a clear problem."""

import json
from collections import Counter
from typing import Any, NoReturn, TypeVar

from fastapi import Request
from pydantic import BaseModel, ConfigDict, ValidationError
from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect

from backend.errors import Fault, Unacceptable
from backend.web.refusals import JsonUnreadable, NotJson

#: More wrong fields than these help nobody.
MOST_FAULTS = 50
LONGEST_NAME = 60
#: What the shape says is wrong with a field → the code of our words for it.
KINDS = {
    "missing": "missing", "extra_forbidden": "unknown_field", "enum": "not_a_choice",
    "literal_error": "not_a_choice",
}  # fmt: skip


class Body(BaseModel):
    """Base of what the API takes. Texts are measured by the forms, not here."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


Shape = TypeVar("Shape", bound=Body)


class JsonObject(dict[str, Any]):
    """``repeated``: names that it came with more than once."""

    repeated: tuple[str, ...] = ()


async def read_json(request: Request) -> JsonObject:
    """The object in the body. NotJson, JsonUnreadable, or Unacceptable for a repeated field."""
    if not _is_json(request.headers.get("content-type", "")):
        raise NotJson
    try:
        # Encoded surrogates are let through, so that the field that holds one can be named.
        text = (await request.body()).decode("utf-8-sig", errors="surrogatepass")
        found = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_no_number,
            # No field of ours is a number: how large one is does not matter.
            parse_int=lambda _: 0,
            parse_float=lambda _: 0.0,
        )
    except (ValueError, RecursionError, ClientDisconnect) as error:
        raise JsonUnreadable from error
    if not isinstance(found, JsonObject):
        raise JsonUnreadable
    repeated = [Fault(name, "repeated") for name in _repeated(found)]
    if repeated:
        raise Unacceptable(*repeated[:MOST_FAULTS])
    return found


def as_shape(shape: type[Shape], found: dict[str, Any]) -> tuple[Shape | None, list[Fault]]:
    """The body as its shape, or every field that does not fit it."""
    try:
        return shape.model_validate(found), []
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
    faults = [Fault(_named(w["loc"]), KINDS.get(w["type"], "wrong_type")) for w in wrong]
    return None, faults[:MOST_FAULTS]


def canonical(found: JsonObject) -> bytes:
    """The same for bodies that say the same, in whatever order."""
    try:
        return json.dumps(found, sort_keys=True, separators=(",", ":")).encode()
    except RecursionError as error:
        raise JsonUnreadable from error


def body_of(shape: type[Body]) -> dict[str, Any]:
    """For ``openapi_extra=`` of a route that takes this shape."""
    schema = shape.model_json_schema()
    parts = schema.pop("$defs", {})
    content = {"application/json": {"schema": _in_place(schema, parts)}}
    return {"requestBody": {"required": True, "content": content}}


def _in_place(schema: Any, parts: dict[str, Any]) -> Any:
    """The schema with its parts where they are used: a reference would leave the document."""
    if isinstance(schema, list):
        return [_in_place(part, parts) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _in_place(parts[schema["$ref"].rpartition("/")[2]], parts)
    return {name: _in_place(part, parts) for name, part in schema.items()}


def _is_json(content_type: str) -> bool:
    try:
        kind, options = parse_options_header(content_type)
    except ValueError:
        return False
    charset = options.get(b"charset", b"utf-8").lower()
    return kind == b"application/json" and charset in {b"utf-8", b"utf8"}


def _object(pairs: list[tuple[str, Any]]) -> JsonObject:
    named = [(_shown(name), value) for name, value in pairs]
    made = JsonObject(named)
    if len(made) < len(named):
        counted = Counter(name for name, _ in named)
        made.repeated = tuple(name for name, count in counted.items() if count > 1)
    return made


def _repeated(found: JsonObject) -> list[str]:
    """Here and one level below: no body of ours goes deeper."""
    below = ((f"{name}.", value) for name, value in found.items() if isinstance(value, JsonObject))
    return [before + name for before, part in (("", found), *below) for name in part.repeated]


def _shown(name: str) -> str:
    """A field's name as it can be said again: no field of ours is longer or holds other signs."""
    return name[:LONGEST_NAME].encode("ascii", errors="backslashreplace").decode()


def _named(location: tuple[int | str, ...]) -> str:
    return ".".join(map(str, location))


def _no_number(_name: str) -> NoReturn:
    raise ValueError
