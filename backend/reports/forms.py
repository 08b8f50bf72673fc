"""What people of the desk typed about reports, checked."""

from backend.errors import Fault, Unacceptable
from backend.languages.locales import LOCALES
from backend.languages.normalisation import UnreadableText, stored
from backend.reports.rules.editions import LONGEST_REASON, LONGEST_TEXT, REASON
from backend.reports.rules.periods import Period, read_period
from backend.web.forms import Form

_PREFIX = "text-"


def quarter_from(form: Form) -> Period:
    try:
        return read_period(form.text("quarter").strip())
    except ValueError:
        raise Unacceptable(Fault("quarter", "not_a_choice")) from None


def texts_from(form: Form, section: str) -> dict[str, str]:
    """Fields ``text-th``, ``text-en`` …; every fault of all of them."""
    longest = LONGEST_REASON if section == REASON else LONGEST_TEXT
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for field in dict.fromkeys(key for key, _ in form.fields if key.startswith(_PREFIX)):
        locale = field.removeprefix(_PREFIX)
        if locale not in LOCALES or LOCALES[locale].test_only:
            faults.append(Fault(field, "not_a_choice"))
            continue
        try:
            texts[locale] = stored(form.text(field)).strip()
        except UnreadableText:
            faults.append(Fault(field, "unreadable"))
            continue
        length = len(texts[locale])
        if length > longest:
            facts = (("length", length), ("longest", longest))
            faults.append(Fault(field, "too_long", facts))
    if faults:
        raise Unacceptable(*faults)
    return texts
