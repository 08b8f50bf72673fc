"""The templates of replies that we bring along, read once from workflows/replies/."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from backend.cases.queries.workflow_files import taxonomy
from backend.cases.rules.names import HAPPENED
from backend.cases.rules.reply_texts import FACTS, facts_in, faults_of_text
from backend.data_files import WORKFLOWS, DataFault, faults_in, line_in, read_data
from backend.languages.locales import DEFAULT

FOLDER = WORKFLOWS / "replies"
SCHEMA = FOLDER / "reply.schema.json"


@dataclass(frozen=True)
class ShippedReply:
    """``title`` and ``text`` by language; the original is the English one."""

    name: str
    category: str | None
    move: str | None
    title: Mapping[str, str]
    text: Mapping[str, str]


@lru_cache
def shipped_replies() -> dict[str, ShippedReply]:
    """By name. A fault in a file ends the start."""
    return {file.stem: _read(file) for file in sorted(FOLDER.glob("*.yaml"))}


def reply_faults(file: Path) -> list[DataFault]:
    """Those that the schema sees; where it sees none, those of category, move and facts."""
    schema = file.parent / SCHEMA.name
    seen = list(faults_in(file, schema))
    if seen:
        return seen
    return [DataFault(file, line_in(file, path), why) for path, why in _faults(file, schema)]


def _read(file: Path) -> ShippedReply:
    for fault in reply_faults(file):
        raise fault
    data = read_data(file, SCHEMA)
    return ShippedReply(file.stem, data["category"], data["move"], data["title"], data["text"])


def _faults(file: Path, schema: Path) -> Iterator[tuple[tuple[str, ...], str]]:
    data = read_data(file, schema)
    known = taxonomy()
    if data["category"] not in {None, *known.categories, *known.subtypes}:
        yield ("category",), f"{data['category']} is no category"
    if data["move"] not in {None, *HAPPENED}:
        yield ("move",), f"{data['move']} is no move that this programme knows"
    wanted = set(facts_in(data["text"][DEFAULT]))
    for tag, text in data["text"].items():
        for fault in faults_of_text(text):
            yield ("text", tag), f"{fault} is no fact; there are {', '.join(FACTS)}"
        if set(facts_in(text)) != wanted:
            yield ("text", tag), f"it needs the facts of the English text: {', '.join(wanted)}"
