"""Untrusted input of the desk, act by act, into values. Each act has field names of its own."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from backend import clock
from backend.cases.queries.workflow_files import taxonomy
from backend.cases.rules.references import read_reference
from backend.cases.rules.severity import Factors
from backend.cases.rules.stages import Outcome
from backend.errors import Fault, Unacceptable
from backend.grievances.rules.translations import TranslatedKind
from backend.languages.locales import LOCALES, OURS
from backend.triage.rules.typed import (
    Closing,
    Described,
    Proposed,
    TextNamed,
    Version,
    Words,
)
from backend.web.faults import Faults
from backend.web.forms import Form, read_id
from backend.web.once import row_id

LONGEST_MESSAGE = 10_000
LONGEST_TEXT = 2_000
REMEDY_ROWS = 3
LONGEST_NUMBER = 9
#: A translation is often longer than an account, which has at most 20,000 characters.
LONGEST_TRANSLATION = 40_000
MOST_RELIED = 200
FACTORS: dict[str, tuple[str, ...]] = {
    "harm": ("0", "1", "2", "3", "4", "5"),
    "reversibility": ("easy", "hard", "none"),
    "scale_people": ("1", "2-10", "11-100", "101-10000", ">10000"),
    "ongoing": ("no", "yes", "unknown"),
    "vulnerability": ("none", "one", "several"),
}
#: The texts that each move reads.
TEXTS: dict[str, tuple[str, ...]] = {
    "acknowledge": ("acknowledge_message",),
    "ask_person": ("person_question",),
    "go_on": ("go_on_reason",),
    "put_to_owner": ("owner_question",),
    "take_back": ("take_back_reason",),
    "propose": ("outcome_reason",),
    "return_proposal": ("return_note",),
    "refer": ("referral_address", "referral_letter"),
}
#: The person who complained withdraws; what is set aside has a page of its own.
OUTCOMES = tuple(o.value for o in Outcome if o not in {Outcome.WITHDRAWN, Outcome.SET_ASIDE})


def proposed_duplicate(typed: str) -> dict[str, str]:
    """The form of a proposal as it is filled in from the page of similar cases."""
    other = read_reference(typed)
    if other is None:
        return {}
    return {"move": "propose", "outcome": Outcome.DUPLICATE.value, "duplicate_of": other}


def words(
    name: str, longest: int = LONGEST_TEXT, *, needed: bool = True
) -> Callable[[Form], Words]:
    """A reader of one text field."""

    def read(form: Form) -> Words:
        faults = Faults()
        text = faults.needed(form, name, longest) if needed else faults.text(form, name, longest)
        faults.refuse()
        return Words(text, id=row_id(form, name, text.encode()))

    return read


def choice(name: str) -> Callable[[Form], Words]:
    """A reader of one id; whether it exists is for the action to see."""
    return lambda form: Words(about=form.text(name)[:80])


def nothing(_form: Form) -> Words:
    return Words()


def relied_on(form: Form) -> tuple[UUID, ...]:
    """The translations that stood on the page; hidden, so that nobody has to tick them."""
    return tuple(i for i in map(read_id, form.text("relied").split(".")[:MOST_RELIED]) if i)


def decided(form: Form) -> Words:
    return Words(files=relied_on(form))


def text_named(name: str) -> TextNamed | None:
    """``kind.id.language``; nothing where it is none."""
    kind, _, rest = name.partition(".")
    of_id, _, to = rest.partition(".")
    row = read_id(of_id)
    if kind not in set(TranslatedKind) or row is None or to not in OURS:
        return None
    return TextNamed(TranslatedKind(kind), row, to)


def translation_asked(form: Form) -> TextNamed:
    """``text`` is the name of a text without the language, which is chosen beside it."""
    faults = Faults()
    to = faults.chosen(form, "to_language", OURS)
    named = text_named(f"{form.text('text')}.{to}")
    if named is None and to:
        faults.add("text", "not_a_choice" if form.text("text") else "missing")
    faults.refuse()
    if named is None:
        raise Unacceptable(Fault("text", "missing"))
    return named


def version_seen(form: Form, of: TextNamed) -> Version:
    """That which the page showed, to be found right."""
    return Version(of, "", read_id(form.text("over")))


def version(form: Form, of: TextNamed) -> Version:
    faults = Faults()
    text = faults.needed(form, "translation", LONGEST_TRANSLATION)
    faults.refuse()
    return Version(of, text, read_id(form.text("over")), row_id(form, "translation", text.encode()))


def described(form: Form) -> Described:
    faults = Faults()
    subtype = faults.chosen(form, "subtype", tuple(taxonomy().subtypes))
    found: dict[str, Any] = {n: faults.chosen(form, n, c) for n, c in FACTORS.items()}
    language = faults.chosen(form, "account_language", (*LOCALES, "und"))
    faults.refuse()
    factors = Factors(**(found | {"harm": int(found["harm"])}))
    return Described(subtype, factors, form.text("system")[:80], language)


def language(form: Form) -> str:
    faults = Faults()
    chosen = faults.chosen(form, "read_language", (*LOCALES, "und"))
    faults.refuse()
    return chosen


def to_owner(form: Form) -> Words:
    faults = Faults()
    question = faults.needed(form, "owner_question", LONGEST_TEXT)
    if not form.text("owner_system"):
        faults.add("owner_system", "missing")
    faults.refuse()
    ticked = tuple(i for i in map(read_id, form.all("owner_files")) if i)
    return Words(question, form.text("owner_system")[:80], files=ticked)


def proposed(form: Form) -> Proposed:
    faults = Faults()
    outcome = faults.chosen(form, "outcome", OUTCOMES)
    reason = faults.needed(form, "outcome_reason", LONGEST_MESSAGE)
    language = faults.chosen(form, "reason_language", (*LOCALES,))
    duplicate = read_reference(form.text("duplicate_of")) if outcome == "duplicate" else None
    if outcome == "duplicate" and duplicate is None:
        faults.add("duplicate_of", "case_unknown")
    remedies = _remedies(faults, form, clock.now().date())
    faults.refuse()
    return Proposed(Outcome(outcome), reason, language, remedies, duplicate, relied_on(form))


def _remedies(faults: Faults, form: Form, today: date) -> dict[str, date]:
    found: dict[str, date] = {}
    for name in (f"remedy_{row}" for row in range(1, REMEDY_ROWS + 1)):
        code = faults.choice(form, name, tuple(taxonomy().remedies))
        if code in found:
            faults.add(name, "remedy_twice")
        elif code:
            found[code] = _promised_day(faults, form, f"{name}_due", today)
    return found


def _promised_day(faults: Faults, form: Form, name: str, today: date) -> date:
    day = faults.needed_day(form, name) or today
    if day < today:
        faults.add(name, "day_past")
    return day


def referred(form: Form) -> Words:
    faults = Faults()
    bodies = taxonomy().referral_bodies
    body = faults.chosen(form, "referral_body", bodies)
    address = faults.needed(form, "referral_address", LONGEST_TEXT)
    letter = faults.needed(form, "referral_letter", LONGEST_MESSAGE)
    faults.refuse()
    return Words(letter, body, address)


def closing(form: Form) -> Closing:
    faults = Faults()
    known = taxonomy()
    stages = tuple(s for s in form.all("lifecycle_stage") if s in known.lifecycle_stages)
    if not stages:
        faults.add("lifecycle_stage", "missing")
    cause = faults.chosen(form, "root_cause", known.root_causes)
    faults.refuse()
    return Closing(stages, cause)


def kept_texts(form: Form, moves: list[str]) -> list[str]:
    """What was typed into a form that the page does not show any more."""
    move = form.text("move")
    return [
        form.text(name) for name in TEXTS.get(move, ()) if form.text(name) and move not in moves
    ]


def seen(form: Form, name: str) -> int:
    """A hidden number; 0, which nothing matches, where it was tampered with."""
    text = form.text(name)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER else 0
