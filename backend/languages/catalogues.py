"""Collecting the texts for translators: messages.pot and one messages.po for each language.

Sorted, without line numbers and without dates, so that a change shows only what changed.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from backend.languages.locales import DEFAULT, LOCALES, LOCALES_FOLDER, Locale

ROOT = LOCALES_FOLDER.parent
COMMENT_TAG = "Translators:"
# ``t`` counts the arguments, where a trailing comma is one more; ``c`` marks the context.
_OURS = (
    "msg:1,1t",
    "msg:1,2c,2t",
    "msg:1,2c,3t",
    "nmsg:1,2,2t",
    "nmsg:1,2,3c,3t",
    "nmsg:1,2,3c,4t",
)
KEYWORDS = DEFAULT_KEYWORDS | parse_keywords(_OURS)
_HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: Suara 1\\n"
"Language: {tag}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"
"""


@dataclass(frozen=True)
class CatalogueFile:
    """What a file below ``locales/`` should hold, and whether it does."""

    path: Path
    content: str

    @property
    def stale(self) -> bool:
        return not self.path.exists() or self.path.read_text(encoding="utf-8") != self.content

    def write(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(self.content, encoding="utf-8")


def catalogue_files(root: Path = ROOT, folder: Path = LOCALES_FOLDER) -> list[CatalogueFile]:
    """The template and every catalogue as they should be, translations kept.

    Raises what Python's or Jinja's parser raises if a source cannot be read.
    """
    template = extracted(root)
    files = [CatalogueFile(folder / "messages.pot", _written(template, LOCALES[DEFAULT]))]
    for locale in LOCALES.values():
        if locale.tag != DEFAULT and not locale.test_only:
            path = catalogue_path(locale.tag, folder)
            files.append(CatalogueFile(path, _written(_updated(template, path, locale), locale)))
    return files


def catalogue_path(tag: str, folder: Path = LOCALES_FOLDER) -> Path:
    return folder / tag / "LC_MESSAGES" / "messages.po"


def extracted(root: Path = ROOT) -> Catalog:
    """All messages of the code and the templates below ``root``."""
    with (LOCALES_FOLDER / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel has none
    template = _empty(LOCALES[DEFAULT])
    found = extract_from_dir(root, methods, options, KEYWORDS, (COMMENT_TAG,))
    for _path, _line, text, comments, context in found:
        template.add(text, auto_comments=comments, context=context)
    return template


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, ignore_obsolete=True)


def _empty(locale: Locale) -> Catalog:
    # Reading a header is Babel's one public way to set the plural rule: its own are wrong for
    # some of our languages, and Tetum has none.
    header = _HEADER.format(tag=locale.tag, plurals=locale.plurals)
    return read_po(BytesIO(header.encode()))


def _updated(template: Catalog, path: Path, locale: Locale) -> Catalog:
    """The template's messages with the translations that the file has; nothing is guessed."""
    known = _by_source(read_catalogue(path)) if path.exists() else {}
    updated = _empty(locale)
    for message in template:
        if message.id:
            _add(updated, message, known.get(_source(message)))
    return updated


def _add(catalogue: Catalog, message: Message, known: Message | None) -> None:
    translated = known.string if known and known.pluralizable == message.pluralizable else ""
    added = catalogue.add(message.id, auto_comments=message.auto_comments, context=message.context)
    if translated:
        added.string = translated
    elif message.pluralizable:
        added.string = ("",) * catalogue.num_plurals
    if known:
        added.user_comments = list(known.user_comments)
        added.flags |= known.flags & {"fuzzy"}


def _by_source(catalogue: Catalog) -> dict[Any, Message]:
    return {_source(message): message for message in catalogue if message.id}


def _source(message: Message) -> tuple[str | None, str]:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return (message.context, text)


def _written(catalogue: Catalog, locale: Locale) -> str:
    """The file with a header of our own: Babel's has dates, and no plurals for Tetum."""
    file = BytesIO()
    write_po(file, catalogue, width=100, no_location=True, sort_output=True, omit_header=True)
    header = _HEADER.format(tag=locale.tag, plurals=locale.plurals)
    return f"# {locale.autonym}\n{header}\n" + file.getvalue().decode().strip("\n") + "\n"
