"""What was typed into the editor of texts, checked."""

from backend.errors import Absent
from backend.languages.locales import OURS
from backend.reply_templates.forms import refuse_unknown_facts
from backend.texts.rules import Kind, TextSet
from backend.web.faults import Faults
from backend.web.forms import Form


def place_of(about: str) -> tuple[Kind, str]:
    """The last part of an editor's address: what kind of thing, and which."""
    kind, _, key = about.partition(".")
    if kind not in set(Kind):
        raise Absent
    return Kind(kind), key


def language_from(asked: str) -> str:
    """Of an address or of a form."""
    if asked not in OURS:
        raise Absent
    return asked


def texts_from(form: Form, found: TextSet, language: str) -> dict[str, str]:
    """Fields ``text-<name>``; what the organisation must have is not emptied in its languages."""
    faults = Faults()
    texts = {}
    for each in found.fields:
        field = f"text-{each.name}"
        must = language in found.needed and not each.optional
        texts[each.name] = (faults.needed if must else faults.text)(form, field, each.longest)
        if found.kind is Kind.REPLY and each.name == "text":
            refuse_unknown_facts(faults, field, texts[each.name])
    faults.refuse()
    return texts
