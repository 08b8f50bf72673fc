"""One complaint for somebody, from the fields of a form."""

from datetime import date, timedelta
from uuid import uuid4

from backend.cases.rules.on_behalf import CHANNELS, TALKING, Agreed
from backend.errors import Unacceptable
from backend.grievances.forms import READERS
from backend.grievances.rules.draft import LONGEST_NAME, DraftContents
from backend.languages.identification import UNKNOWN
from backend.languages.locales import OURS
from backend.on_behalf.rules.days import read_day
from backend.on_behalf.rules.filing import MOST_DAYS_AGO, Entry
from backend.sealing.keys import new_key
from backend.web.faults import Faults
from backend.web.forms import Form

#: Pages of the public form whose answers are the same here.
_PAGES = ("story", "system", "outcome")


def entry(form: Form, today: date) -> Entry:
    """Unacceptable with every wrong field; ``today`` where the helper is."""
    faults = Faults()
    channel = faults.chosen(form, "channel", CHANNELS)
    agreed = faults.chosen(form, "agreed", tuple(Agreed))
    locale = faults.chosen(form, "person_language", OURS)
    received = _received_on(form, today, faults)
    answers: dict[str, object] = {}
    for page in _PAGES:
        answers |= _read(page, form, today, faults)
    answers |= _contact(form, today, faults)
    faults.refuse()
    assert received  # noqa: S101  else it had been refused
    contents = DraftContents.model_validate(
        {"case_id": uuid4(), "account_key": new_key(), **answers}
    )
    return Entry(
        contents=contents, channel=channel, agreed=Agreed(agreed), locale=locale,
        received_on=received,
    )  # fmt: skip


def _read(page: str, form: Form, today: date, faults: Faults) -> dict[str, object]:
    try:
        return READERS[page](form, today)
    except Unacceptable as refusal:
        faults.found += refusal.faults
        return {}


def _contact(form: Form, today: date, faults: Faults) -> dict[str, object]:
    """Each way that was given, the first before the others; a name alone is kept too."""
    # What is wrong with the name is said below, once.
    answers: dict[str, object] = {"name": Faults().text(form, "name", LONGEST_NAME)}
    for way in reversed(form.all("contact_way") or ["none"]):
        chosen = Form((("contact_way", way), *form.without("contact_way").fields))
        found = _read("contact", chosen, today, faults)
        answers |= {name: value for name, value in found.items() if value}
    return answers


def _received_on(form: Form, today: date, faults: Faults) -> date | None:
    typed = form.text("received_on")
    day = read_day(typed)
    if day is None:
        faults.add("received_on", "day_form" if typed.strip() else "missing")
    elif day > today:
        faults.add("received_on", "date_future")
    elif day < today - timedelta(days=MOST_DAYS_AGO):
        faults.add("received_on", "received_long_ago")
    return day


def language_confirmed(form: Form, channel: str) -> str:
    """The language of the account, once the helper says that all was read back or compared."""
    faults = Faults()
    language = faults.chosen(form, "language", (*OURS, UNKNOWN))
    if not form.text("read_back"):
        faults.add("read_back", "not_read_back" if channel in TALKING else "not_compared")
    faults.refuse()
    return language


def refuse_unread(form: Form) -> None:
    """As above, of many at once."""
    faults = Faults()
    if not form.text("read_back"):
        faults.add("read_back", "not_read_back")
    faults.refuse()
