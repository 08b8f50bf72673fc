"""What people of the desk typed about reports, checked."""

from backend.errors import Fault, Unacceptable
from backend.languages.locales import OURS
from backend.reports.rules.editions import LONGEST_REASON, LONGEST_TEXT, REASON, SECTION_IDS, Texts
from backend.reports.rules.periods import Period, read_period
from backend.web.faults import Faults
from backend.web.forms import Form


def quarter_from(form: Form) -> Period:
    try:
        return read_period(form.text("quarter").strip())
    except ValueError:
        raise Unacceptable(Fault("quarter", "not_a_choice")) from None


def texts_from(form: Form) -> Texts:
    """Fields ``summary-th``, ``correction-en`` …; every fault of all of them."""
    texts, faults = Texts(), Faults()
    for field in dict.fromkeys(key for key, _ in form.fields):
        section, dash, locale = field.partition("-")
        if not dash or section not in {*SECTION_IDS, REASON}:
            continue
        text = faults.text(form, field, LONGEST_REASON if section == REASON else LONGEST_TEXT)
        if locale not in OURS:
            faults.add(field, "not_a_choice")
        texts.setdefault(section, {})[locale] = text
    faults.refuse()
    return texts
