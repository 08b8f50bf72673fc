"""What staff typed about the destruction of cases, checked."""

from datetime import date

from backend.cases.rules.references import read_reference
from backend.destruction.actions.agreeing import HoldTyped
from backend.errors import Fault, Unacceptable
from backend.web.faults import Faults
from backend.web.forms import Form

LONGEST_REASON = 2_000
MOST_AT_ONCE = 100


def hold_typed(form: Form) -> HoldTyped:
    faults = Faults()
    reason = faults.needed(form, "hold_reason", LONGEST_REASON)
    review_on: date | None = faults.needed_day(form, "hold_review")
    faults.refuse()
    return HoldTyped(reason, review_on or date.max)


def ticked(form: Form) -> tuple[str, ...]:
    """References of the cases that were ticked in the list."""
    found = [read_reference(typed) for typed in form.all("case")[:MOST_AT_ONCE]]
    known = tuple(reference for reference in found if reference)
    if not known:
        raise Unacceptable(Fault("case", "missing"))
    return known
