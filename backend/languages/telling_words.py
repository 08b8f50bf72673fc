"""Frequent words that tell a language from its neighbours, read from the data beside this."""

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

_PATH = Path(__file__).with_suffix(".yaml")


@cache
def telling_words() -> dict[str, frozenset[str]]:
    """By tag of the language; lower case, straight apostrophes."""
    lists: dict[str, str] = YAML(typ="safe").load(_PATH.read_text(encoding="utf-8"))
    return {tag: frozenset(words.split()) for tag, words in lists.items()}
