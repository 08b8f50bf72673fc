"""Untrusted input of the public door, page by page, into values."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.errors import Fault, Unacceptable
from backend.grievances.rules.draft import (
    AFFECTED,
    CONTACT_WAYS,
    DANGERS,
    LONGEST_ACCOUNT,
    LONGEST_MESSAGE,
    LONGEST_NAME,
    LONGEST_TEXT,
    PORTAL,
    UNKNOWN_SYSTEM,
)
from backend.jurisdictions.queries import COUNTRIES
from backend.languages.burmese import as_unicode
from backend.languages.formats import parse_digits
from backend.languages.locales import LOCALES
from backend.languages.normalisation import is_blank
from backend.notifications.actions.mailing import is_deliverable
from backend.web.faults import Faults
from backend.web.forms import Form, read_id

OLDEST_YEAR = 1950
_SLUG = re.compile(r"[a-z0-9-]{1,80}")


def story(form: Form, _today: date) -> dict[str, object]:
    faults = Faults()
    country = form.text("country")
    if country not in COUNTRIES:
        faults.add("country", "country_missing")
    account = faults.text(form, "account", LONGEST_ACCOUNT)
    if is_blank(account) and not any(f.field == "account" for f in faults.found):
        faults.add("account", "account_missing")
    faults.refuse()
    read = as_unicode(account)
    return {
        "country": country,
        "account": read.text,
        "original": read.kept,
        "language": "",
    }


def prefilled(form: Form, _today: date) -> dict[str, object]:
    """The system that a poster named, or this site itself, handed on by the first page."""
    slug = form.text("system")
    named: dict[str, object] = {}
    if _SLUG.fullmatch(slug):
        named["system"] = slug
    if form.text("about") == PORTAL:
        named["about"] = PORTAL
    return named


def system(form: Form, today: date) -> dict[str, object]:
    faults = Faults()
    slug = form.text("system")
    if slug and slug != UNKNOWN_SYSTEM and not _SLUG.fullmatch(slug):
        faults.add("system", "not_a_choice")
    text = faults.text(form, "system_text", LONGEST_TEXT)
    happened = _happened(form, today, faults)
    faults.refuse()
    read = as_unicode(text)
    return {
        "system": slug,
        "system_text": read.text,
        "system_original": read.kept,
        "happened": happened,
    }


def _happened(form: Form, today: date, faults: Faults) -> str:
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; any part may be left out from the right."""
    parts = {name: form.text(f"happened_{name}").strip() for name in ("year", "month", "day")}
    if not any(parts.values()):
        return ""
    numbers = {name: parse_digits(value) if value else None for name, value in parts.items()}
    wrong = [name for name, value in parts.items() if value and numbers[name] is None]
    year, month, day = numbers["year"], numbers["month"], numbers["day"]
    if year is not None and year > today.year + 400:
        year -= 543  # a Buddhist year
    if wrong or year is None or (day is not None and month is None):
        faults.add("happened_year", "date_incomplete")
        return ""
    return _checked_date((year, month, day), today, faults)


def _checked_date(parts: tuple[int, int | None, int | None], today: date, faults: Faults) -> str:
    year, month, day = parts
    try:
        earliest = date(year, month or 1, day or 1)
    except (ValueError, OverflowError):
        faults.add("happened_year", "date_impossible")
        return ""
    if earliest > today or year < OLDEST_YEAR:
        faults.add("happened_year", "date_future" if earliest > today else "date_impossible")
        return ""
    return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part is not None)])


def outcome(form: Form, _today: date) -> dict[str, object]:
    faults = Faults()
    danger = faults.choice(form, "danger", DANGERS) or "no"
    wanted = faults.text(form, "wanted", LONGEST_TEXT)
    affected = faults.choice(form, "affected", AFFECTED)
    faults.refuse()
    read = as_unicode(wanted)
    return {
        "danger": danger,
        "wanted": read.text,
        "wanted_original": read.kept,
        "affected": affected,
    }


def contact(form: Form, _today: date) -> dict[str, object]:
    faults = Faults()
    way = faults.choice(form, "contact_way", CONTACT_WAYS) or "none"
    name = faults.text(form, "name", LONGEST_NAME)
    email = faults.text(form, "email", LONGEST_NAME)
    phone = faults.text(form, "phone", LONGEST_NAME)
    if way == "email" and not is_deliverable(email):
        faults.add("email", "email_unusable" if email else "email_missing")
    if way == "phone" and not _is_phone(phone):
        faults.add("phone", "phone_unusable" if phone else "phone_missing")
    faults.refuse()
    return {
        "contact_way": way,
        "name": name if way != "none" else "",
        "email": email if way == "email" else "",
        "phone": phone if way == "phone" else "",
    }


def _is_phone(typed: str) -> bool:
    """Possible as a number of one of our countries, or with its own country code."""
    import phonenumbers  # noqa: PLC0415  most leave none

    for region in COUNTRIES:
        try:
            number = phonenumbers.parse(typed, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return True
    return False


def check(form: Form, _today: date) -> dict[str, object]:
    faults = Faults()
    language = faults.choice(form, "language", (*LOCALES, "und"))
    faults.refuse()
    return {"language": language}


ACTS = ("write", "withdraw", "object", "solved", "not_solved", "erase", "translation_wrong")
#: Acts that need words.
WITH_REASON = ("object", "not_solved")


@dataclass(frozen=True)
class ActForm:
    """``text`` is the message or the reason; ``about`` the translation that is said to be wrong."""

    act: str
    text: str
    about: UUID | None = None


def read_act(form: Form) -> ActForm:
    """What the complainant wants to do with their case."""
    faults = Faults()
    act = form.text("act")
    if act not in ACTS:
        raise Unacceptable(Fault("act", "not_a_choice"))
    field = "message" if act == "write" else "reason"
    text = faults.text(form, field, LONGEST_MESSAGE if act == "write" else LONGEST_TEXT)
    if act == "write" and is_blank(text) and not form.files("files"):
        faults.add("message", "message_missing")
    if act in WITH_REASON and is_blank(text):
        faults.add("reason", "reason_missing")
    about = read_id(form.text("translation")) if act == "translation_wrong" else None
    if act == "translation_wrong" and about is None:
        faults.add("translation", "not_a_choice")
    faults.refuse()
    return ActForm(act, text, about)


#: How each page of the form is read.
READERS: dict[str, Callable[[Form, date], dict[str, object]]] = {
    "story": story,
    "prefilled": prefilled,
    "system": system,
    "outcome": outcome,
    "contact": contact,
    "check": check,
}
