"""Untrusted input about model updates, into values."""

from datetime import date
from uuid import UUID, uuid4

from backend.errors import Fault, Unacceptable
from backend.remedies.rules import TEXT_FIELDS, DescribedUpdate
from backend.systems.forms import LONGEST_VERSION, Owned, texts_in
from backend.web.faults import Faults
from backend.web.forms import Form

NEW_VERSION = "new"


def described_update(form: Form, owned: Owned) -> DescribedUpdate:
    faults = Faults()
    version = form.text("version")[:80]
    name = ""
    if version in {"", NEW_VERSION}:
        name = faults.needed(form, "version_name", LONGEST_VERSION)
    live_from = faults.day(form, "live_from")
    if not form.text("live_from").strip():
        faults.add("live_from", "day_needed")
    texts = texts_in(faults, form, TEXT_FIELDS, owned)
    faults.refuse()
    return DescribedUpdate(
        id=_id(form),
        version="" if name else version,
        version_name=name,
        live_from=live_from or date.min,
        texts={tag: of for tag, of in _given(texts).items() if of},
        answers=answers(form),
    )


def answers(form: Form) -> tuple[str, ...]:
    """References that were ticked; whether each was put to the owner is for the action to see."""
    return tuple(dict.fromkeys(reference[:20] for reference in form.all("cases")))


def some_answers(form: Form) -> tuple[str, ...]:
    chosen = answers(form)
    if not chosen:
        raise Unacceptable(Fault("cases", "missing"))
    return chosen


def _id(form: Form) -> UUID:
    """The id that the page carried; another one where it was tampered with."""
    try:
        return UUID(form.text("update_id"))
    except ValueError:
        return uuid4()


def _given(texts: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {tag: {name: text for name, text in of.items() if text} for tag, of in texts.items()}
