"""Untrusted input about model updates, into values."""

from datetime import date
from uuid import uuid4

from backend.errors import Fault, Unacceptable
from backend.remedies.rules import TEXT_FIELDS, DescribedUpdate
from backend.systems.forms import LONGEST_VERSION, Owned, texts_in, without_empty
from backend.web.faults import Faults
from backend.web.forms import Form, read_id

NEW_VERSION = "new"


def described_update(form: Form, owned: Owned) -> DescribedUpdate:
    faults = Faults()
    version = form.text("version")[:80]
    name = ""
    if version in {"", NEW_VERSION}:
        name = faults.needed(form, "version_name", LONGEST_VERSION)
    live_from = faults.needed_day(form, "live_from")
    texts = texts_in(faults, form, TEXT_FIELDS, owned)
    faults.refuse()
    return DescribedUpdate(
        # What the page carried; another one where it was tampered with.
        id=read_id(form.text("update_id")) or uuid4(),
        version="" if name else version,
        version_name=name,
        live_from=live_from or date.min,
        texts={tag: of for tag, of in without_empty(texts).items() if of},
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
