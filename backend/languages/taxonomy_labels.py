"""The labels of workflows/taxonomy.yaml as messages, for Babel; see locales/babel.cfg."""

from collections.abc import Iterator, Mapping
from typing import IO, Any

from ruamel.yaml import YAML

CONTEXT = "taxonomy"
SECTIONS = (
    "categories",
    "subtypes",
    "remedies_individual",
    "remedies_systemic",
    "lifecycle_stages",
    "sectors",
)


def extract_labels(
    file: IO[bytes], keywords: object, comment_tags: object, options: object
) -> Iterator[tuple[int, str, tuple[str, str], list[str]]]:
    del keywords, comment_tags, options
    data: Mapping[str, Any] = YAML(typ="safe").load(file)
    for section in SECTIONS:
        entries = data[section]
        for entry in entries.values() if isinstance(entries, Mapping) else entries:
            name = entry["name"] if isinstance(entry, Mapping) else entry[0]
            yield 0, "pgettext", (CONTEXT, name), []
