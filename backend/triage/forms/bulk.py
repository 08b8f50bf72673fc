"""Which cases were ticked, and what is to be done to all of them."""

from typing import Any

from backend.cases.queries.workflow_files import taxonomy
from backend.cases.rules.references import read_reference
from backend.cases.rules.severity import Factors
from backend.errors import Fault, Unacceptable
from backend.triage.forms import FACTORS
from backend.triage.queries.bulk import Many
from backend.triage.rules.bulk import MOST_AT_ONCE, Together
from backend.triage.rules.typed import Described
from backend.web.faults import Faults
from backend.web.forms import Form


def ticked(values: list[str]) -> tuple[str, ...]:
    """References, each once; what is none is left out."""
    found = [read_reference(value) for value in values[: 2 * MOST_AT_ONCE]]
    return tuple(dict.fromkeys(one for one in found if one))[:MOST_AT_ONCE]


def many(form: Form, able: set[str]) -> Many:
    """``able``: ids of those whom a case can be assigned to; nobody is a choice too."""
    references = ticked(form.all("case"))
    if not references:
        raise Unacceptable(Fault("case", "nothing_ticked"))
    faults = Faults()
    if faults.chosen(form, "act", tuple(Together)) == Together.ASSIGN:
        to = form.text("assignee")
        if to not in able | {"nobody"}:
            faults.add("assignee", "not_a_choice" if to else "missing")
        faults.refuse()
        return Many(references, to)
    subtype = faults.chosen(form, "subtype", tuple(taxonomy().subtypes))
    found: dict[str, Any] = {n: faults.chosen(form, n, c) for n, c in FACTORS.items()}
    faults.refuse()
    factors = Factors(**(found | {"harm": int(found["harm"])}))
    return Many(references, described=Described(subtype, factors, "", ""))
