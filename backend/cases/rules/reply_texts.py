"""Ready texts for replies: which facts of a case may stand in them, and how they are filled in.

A text is people's own: what stands in braces is a name out of a fixed list, or a fault.
"""

import re
from collections.abc import Iterator, Mapping

from backend.languages.messages import Message, msg

#: Name in braces → what it stands for, as people choose it from.
FACTS: dict[str, Message] = {
    "reference": msg("reference of the case"),
    "filed_on": msg("day of filing"),
    "stage": msg("stage that the case is at"),
    "due_date": msg("day by which it is to be decided"),
    "system": msg("name of the AI system"),
    "office": msg("name of the office"),
    "outcome": msg("outcome"),
    "remedies": msg("what was promised, with its days"),
}
#: Stands where a fact is not known yet, so that whoever sends the text sees what is missing.
GAP = "[…]"
_PLACE = re.compile(r"\{([^{}]*)\}|[{}]")


def faults_of_text(text: str) -> Iterator[str]:
    """What stands in braces and is no fact; a brace that opens or closes nothing."""
    for place in _PLACE.finditer(text):
        if place.group(1) not in FACTS:
            yield place.group()


def facts_in(text: str) -> list[str]:
    """The facts that a text asks for, in its order."""
    found = [place.group(1) for place in _PLACE.finditer(text)]
    return list(dict.fromkeys(name for name in found if name in FACTS))


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with facts that are worded already; never looks into what it puts in."""

    def put_in(place: re.Match[str]) -> str:
        name = place.group(1)
        return (facts.get(name) or GAP) if name in FACTS else place.group()

    return _PLACE.sub(put_in, text)
