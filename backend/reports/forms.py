"""What people of the desk typed about reports, checked."""

from backend.errors import Fault, Unacceptable
from backend.languages.locales import LOCALES
from backend.languages.normalisation import UnreadableText, stored
from backend.reports.rules.editions import LONGEST_REASON, LONGEST_TEXT, REASON, SECTION_IDS, Texts
from backend.reports.rules.periods import Period, read_period
from backend.web.forms import Form


def quarter_from(form: Form) -> Period:
    try:
        return read_period(form.text("quarter").strip())
    except ValueError:
        raise Unacceptable(Fault("quarter", "not_a_choice")) from None


def texts_from(form: Form) -> Texts:
    """Fields ``summary-th``, ``correction-en`` …; every fault of all of them."""
    texts: Texts = {}
    faults: list[Fault] = []
    for field in dict.fromkeys(key for key, _ in form.fields):
        section, dash, locale = field.partition("-")
        if not dash or section not in {*SECTION_IDS, REASON}:
            continue
        read = _read(form, field, LONGEST_REASON if section == REASON else LONGEST_TEXT)
        if isinstance(read, Fault):
            faults.append(read)
        elif locale not in LOCALES or LOCALES[locale].test_only:
            faults.append(Fault(field, "not_a_choice"))
        else:
            texts.setdefault(section, {})[locale] = read
    if faults:
        raise Unacceptable(*faults)
    return texts


def _read(form: Form, field: str, longest: int) -> str | Fault:
    try:
        text = stored(form.text(field)).strip()
    except UnreadableText:
        return Fault(field, "unreadable")
    if len(text) > longest:
        return Fault(field, "too_long", (("length", len(text)), ("longest", longest)))
    return text
