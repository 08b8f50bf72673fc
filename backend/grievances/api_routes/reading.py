"""From JSON to the forms of the pages: one set of rules for what may be said, two ways in."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, TypeVar
from uuid import UUID, uuid4

from fastapi import Request

from backend import clock
from backend.errors import Fault, Unacceptable
from backend.grievances.api_routes.bodies import ACTS, NewGrievance
from backend.grievances.forms import READERS, read_act
from backend.grievances.rules.browser_keys import RetryKey, RetryKeyRefused, retry_key
from backend.grievances.rules.draft import LONGEST_NAME, DraftContents
from backend.grievances.rules.receipt_code import read_code
from backend.jurisdictions.queries import newest_day
from backend.languages.locales import DEFAULT, OURS
from backend.sealing.keys import new_key
from backend.web.faults import Faults
from backend.web.forms import Form
from backend.web.json_reading import Body, JsonObject, as_shape, canonical, read_json

KEY = "Idempotency-Key"
_HAPPENED = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_API_NAMES = {
    "happened_year": "happened",
    "message": "text",
    "name": "contact.name",
    "email": "contact.email",
    "phone": "contact.phone",
}
_PAGES = ("story", "system", "outcome")

Read = TypeVar("Read")


class Reading:
    """One request being read: collects what is wrong, a field once, so that all of it is said."""

    def __init__(self, request: Request, found: JsonObject, shape: type[Body]) -> None:
        self._request = request
        self.found = found
        self.faults: dict[str, Fault] = {}
        self._add(as_shape(shape, found)[1])

    def text(self, name: str) -> str:
        """As it was sent; empty where it was not, or is no text."""
        value = self.found.get(name)
        return value if isinstance(value, str) else ""

    def attempt(self, read: Callable[[], Read]) -> Read | None:
        """What ``read`` gives, unless it refuses: then its faults are kept."""
        try:
            return read()
        except Unacceptable as refusal:
            self._add(refusal.faults)
            return None

    async def known(self, name: str, found: Awaitable[object | None]) -> None:
        """Whether what the field names is there."""
        if await found is None:
            self._add([Fault(name, "not_a_choice")])

    def key(self, *, required: bool) -> RetryKey | None:
        sent = self._request.headers.getlist(KEY)
        if not sent and not required:
            return None
        if len(sent) != 1:
            self._add(RetryKeyRefused().faults)
            return None
        body = self._request.url.path.encode() + b"\n" + canonical(self.found)
        return self.attempt(lambda: retry_key(sent[0], body))

    def refuse(self) -> None:
        if self.faults:
            raise Unacceptable(*self.faults.values())

    def _add(self, faults: Any) -> None:
        for fault in faults:
            name = _API_NAMES.get(fault.field, fault.field)
            self.faults.setdefault(name, Fault(name, fault.code, fault.facts))


async def reading(request: Request, shape: type[Body]) -> Reading:
    return Reading(request, await read_json(request), shape)


@dataclass(frozen=True)
class AskedFiling:
    contents: DraftContents
    interface_language: str
    key: RetryKey


def asked_filing(read: Reading, today: date) -> AskedFiling:
    """Unacceptable with every wrong field."""
    key = read.key(required=True)
    language = read.text("interface_language") or DEFAULT
    if language not in OURS:
        read.attempt(lambda: _refuse("interface_language", "not_a_choice"))
    form = Form(tuple((name, read.text(name)) for name in NewGrievance.model_fields))
    form = Form((*form.fields, *_date_parts(read)))
    values: dict[str, Any] = {}
    for page in _PAGES:
        values |= read.attempt(partial(READERS[page], form, today)) or {}
    values |= _contact(read, today)
    read.refuse()
    assert key  # noqa: S101  else it had been refused
    contents = DraftContents(case_id=uuid4(), account_key=new_key(), **values)
    return AskedFiling(contents, language, key)


def _date_parts(read: Reading) -> tuple[tuple[str, str], ...]:
    happened = read.text("happened")
    parts = _HAPPENED.fullmatch(happened)
    if parts is None:
        if happened:
            read.attempt(lambda: _refuse("happened", "date_form"))
        return ()
    names = ("happened_year", "happened_month", "happened_day")
    return tuple(zip(names, (part or "" for part in parts.groups()), strict=True))


def _contact(read: Reading, today: date) -> dict[str, Any]:
    """Whichever ways were given, each checked as on the page; mail is the first of them."""
    sent = read.found.get("contact")
    parts = JsonObject(sent if isinstance(sent, dict) else {})
    given = {n: v for n, v in parts.items() if n in {"name", "email", "phone"} and v}
    fields = tuple((n, v) for n, v in given.items() if isinstance(v, str))
    ways: list[str] = [way for way in ("email", "phone") if way in given] or ["none"]
    values: dict[str, Any] = {}
    for way in reversed(ways):
        form = Form((("contact_way", way), *fields))
        found = read.attempt(partial(READERS["contact"], form, today)) or {}
        values |= {name: value for name, value in found.items() if value}
    # A name alone is kept too, though nobody can be reached by it.
    name = read.attempt(lambda: _name(Form(fields)))
    return {"name": name or ""} | values


def _name(form: Form) -> str:
    faults = Faults()
    name = faults.text(form, "name", LONGEST_NAME)
    faults.refuse()
    return name


@dataclass(frozen=True)
class AskedAct:
    """``text`` is the message or the reason; ``about`` the translation that is said to be wrong."""

    secret: bytes
    act: str
    text: str
    key: RetryKey | None
    about: UUID | None = None


def asked_code(read: Reading) -> bytes:
    """The secret behind the receipt code; Unacceptable with every wrong field."""
    secret = None
    if "receipt_code" not in read.faults:
        secret = read.attempt(lambda: read_code(read.text("receipt_code")))
    read.refuse()
    assert secret is not None  # noqa: S101  else it had been refused
    return secret


def asked_message(read: Reading) -> AskedAct:
    return _asked(read, (("act", "write"), ("message", read.text("text"))))


def asked_act(read: Reading) -> AskedAct:
    act = read.text("act")
    if act not in ACTS:
        read.attempt(lambda: _refuse("act", "not_a_choice"))
        act = ACTS[0]
    named = ("reason", "translation")
    return _asked(read, (("act", act), *((name, read.text(name)) for name in named)))


def _asked(read: Reading, fields: tuple[tuple[str, str], ...]) -> AskedAct:
    key = read.key(required=False)
    wanted = read.attempt(lambda: read_act(Form(fields)))
    secret = asked_code(read)
    assert wanted  # noqa: S101  else it had been refused
    return AskedAct(secret, wanted.act, wanted.text, key, wanted.about)


def _refuse(field: str, code: str) -> None:
    raise Unacceptable(Fault(field, code))


def today() -> date:
    return newest_day(clock.now())
