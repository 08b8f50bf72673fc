"""What of a case is to be printed, and why."""

from backend.triage.rules.printing import PrintedFor, Printing
from backend.web.faults import Faults
from backend.web.forms import Form

LONGEST_REASON = 2_000


def printing(form: Form) -> Printing:
    """What leaves the house never holds more; the rest needs a reason."""
    faults = Faults()
    kind = faults.chosen(form, "printed_for", tuple(PrintedFor))
    if kind == PrintedFor.LEAVES:
        return Printing()
    reason = faults.needed(form, "print_reason", LONGEST_REASON)
    faults.refuse()
    return Printing(PrintedFor(kind), form.text("with_contact") == "yes", reason)
