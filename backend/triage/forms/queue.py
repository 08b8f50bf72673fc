"""How the queue is asked for, and the name under which a view of it is saved."""

from urllib.parse import parse_qsl, urlsplit

from backend.cases.queries.workflow_files import taxonomy, workflow_named
from backend.cases.rules.stages import Stage
from backend.jurisdictions.queries import COUNTRIES
from backend.languages.locales import LOCALES
from backend.languages.normalisation import UnreadableText, stored
from backend.triage.rules.queue import DUE, FIELDS, FILED, WHOSE, QueueFilter
from backend.triage.rules.views import LONGEST_NAME, NewView
from backend.web.faults import Faults
from backend.web.forms import Form, read_id

LONGEST_SEARCH = 200


def queue_filter(asked: dict[str, str]) -> QueueFilter:
    """From the address; what is no choice there asks for everything."""
    given = {name: asked.get(name, "") for name in (*FIELDS, "after")}
    choices: dict[str, tuple[str, ...]] = {
        "stage": tuple(Stage),
        "country": COUNTRIES,
        "language": (*LOCALES, "und"),
        "severity": ("S0", "S1", "S2", "S3", "S4", "S5"),
        "whose": WHOSE,
        "due": DUE,
        "filed": FILED,
        "moved": ("file", *workflow_named("standard").moves),
        "category": (*taxonomy().categories, *taxonomy().subtypes),
    }
    kept = {n: v for n, v in given.items() if n not in choices or v in choices[n]}
    ids = {n: str(read_id(given[n]) or "") for n in ("person", "owner")}
    typed = {n: _readable(given[n]) for n in ("q", "system", "after")}
    return QueueFilter(**(kept | ids | typed))


def _readable(text: str) -> str:
    try:
        return stored(text).strip()[:LONGEST_SEARCH]
    except UnreadableText:
        return ""


def filter_at(address: str) -> QueueFilter:
    """As ``queue_filter``, of an address that was kept."""
    return queue_filter(dict(parse_qsl(urlsplit(address).query)))


def new_view(form: Form) -> NewView:
    """The words that were searched for are not kept: they could be somebody's name."""
    faults = Faults()
    name = faults.needed(form, "view_name", LONGEST_NAME)
    view = filter_at(form.text("view")[:1000]).kept()
    if view.is_empty():
        faults.add("view_name", "view_of_everything")
    faults.refuse()
    return NewView(name, view.address(), form.text("shared") == "yes")
