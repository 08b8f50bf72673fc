"""Untrusted input about templates of replies, into values."""

from backend.cases.queries.workflow_files import taxonomy
from backend.cases.rules.reply_texts import FACTS, faults_of_text
from backend.reply_templates.rules import FIELDS, MOVES, NewTemplate
from backend.web.faults import Faults
from backend.web.forms import Form


def new_template(form: Form, needed: tuple[str, ...]) -> NewTemplate:
    """Fields ``title-en``, ``text-th`` …, each in the languages that are needed."""
    faults = Faults()
    known = taxonomy()
    category = faults.choice(form, "category", (*known.categories, *known.subtypes))
    move = faults.choice(form, "move", MOVES)
    texts = {
        tag: {
            name: faults.needed(form, f"{name}-{tag}", longest) for name, longest in FIELDS.items()
        }
        for tag in needed
    }
    for tag in needed:
        refuse_unknown_facts(faults, f"text-{tag}", texts[tag]["text"])
    faults.refuse()
    return NewTemplate(category or None, move or None, texts)


def refuse_unknown_facts(faults: Faults, field: str, text: str) -> None:
    for found in dict.fromkeys(faults_of_text(text)):
        known = ", ".join(f"{{{name}}}" for name in FACTS)
        faults.add(field, "no_such_fact", found=found, known=known)
