"""Untrusted input about objections and complaints to set aside, into values."""

from backend.cases.rules.stages import Ground, Outcome
from backend.errors import Fault, Unacceptable
from backend.languages.locales import LOCALES
from backend.objections.rules import Aside, Reasoned, Reversed
from backend.triage.forms import LONGEST_MESSAGE, LONGEST_TRANSLATION, proposed
from backend.web.faults import Faults
from backend.web.forms import Form

GROUNDS = tuple(ground.value for ground in Ground)


def reasoned(form: Form) -> Reasoned:
    faults = Faults()
    found = _reasoned(faults, form)
    faults.refuse()
    return found


def _reasoned(faults: Faults, form: Form) -> Reasoned:
    text = faults.needed(form, "outcome_reason", LONGEST_MESSAGE)
    language = faults.chosen(form, "reason_language", (*LOCALES,))
    theirs = faults.text(form, "reason_theirs", LONGEST_TRANSLATION)
    return Reasoned(text, language, theirs)


def reversed_(form: Form) -> Reversed:
    """As an outcome is proposed, and the same reason for the person beside it."""
    faults = Faults()
    theirs = faults.text(form, "reason_theirs", LONGEST_TRANSLATION)
    faults.refuse()
    new = proposed(form)
    if new.outcome is Outcome.DUPLICATE:
        raise Unacceptable(Fault("outcome", "not_a_choice"))
    return Reversed(new.outcome, Reasoned(new.reason, new.language, theirs), new.remedies)


def aside(form: Form) -> Aside:
    faults = Faults()
    ground = faults.chosen(form, "ground", GROUNDS)
    reason = _reasoned(faults, form)
    faults.refuse()
    return Aside(Ground(ground), reason)


def nothing(_form: Form) -> None:
    return None
