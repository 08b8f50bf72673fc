"""``suara language …``: identify texts, collect messages, check catalogues."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from backend.languages import identification
from backend.languages.catalogues import catalogue_files
from backend.languages.checks import catalogue_faults
from backend.languages.latin_model import FOLDER
from backend.languages.locales import DEFAULT, LOCALES, Locale

app = typer.Typer(help="Languages of texts, and the catalogues.", no_args_is_help=True)


@app.command()
def identify() -> None:
    """Read JSON lines {"text": …} and say the language of each, one line each, in order."""
    unreadable = 0
    for number, line in enumerate(_lines(sys.stdin.buffer), start=1):
        text, country = _asked(line)
        if text is None:
            unreadable += 1
            print(f'Line {number} is not {{"text": "…"}}.', file=sys.stderr)
        # Each answer at once: another program may be waiting for it before its next question.
        print(_answer(text or "", country), flush=True)
    if unreadable:
        raise typer.Exit(1)


@app.command()
def train(
    *,
    data: Annotated[Path, typer.Option("--data", help="The folder of the labelled set.")],
    out: Annotated[Path, typer.Option("--out", help="Where the model is written.")] = FOLDER,
) -> None:
    """Train the model for Latin letters; it takes minutes. The same texts give the same model."""
    # scipy takes longer to load than all the other commands take to answer.
    from backend.languages.training import train as trained  # noqa: PLC0415  loads scipy
    from backend.languages.training_texts import labelled, own_texts  # noqa: PLC0415  loads scipy

    texts = [*labelled(data), *own_texts()]
    print(f"{len(texts)} texts …")
    model = trained(texts)
    model.save(out)
    print(f"{out}: {len(model.numbers)} letters and words, {model.weights.nbytes} bytes")


@app.command()
def check(
    languages: Annotated[list[str] | None, typer.Argument(help="Only these, such as km.")] = None,
) -> None:
    """Check the catalogues. A fault of a published language is refused, others are listed."""
    refused = 0
    for locale in _with_catalogues(languages):
        faults = catalogue_faults(locale.tag)
        refused += len(faults) if locale.offered else 0
        for fault in faults:
            print(fault if locale.offered else f"warning (not published): {fault}")
        print(f"{locale.tag}: {len(faults)} faults{'' if locale.offered else ', not published'}")
    if refused:
        raise typer.Exit(1)


@app.command()
def strings(
    *, check: Annotated[bool, typer.Option("--check", help="Only say what is stale.")] = False
) -> None:
    """Collect the messages of code and templates into locales/, translations kept."""
    stale = [file for file in catalogue_files() if file.stale]
    for file in stale:
        print(f"{file.path} {'is stale' if check else 'was written'}")
        if not check:
            file.write()
    if check and stale:
        raise typer.Exit(1)


def _with_catalogues(tags: list[str] | None) -> list[Locale]:
    known = {
        tag: locale for tag, locale in LOCALES.items() if not locale.test_only and tag != DEFAULT
    }
    if unknown := set(tags or ()) - set(known):
        raise typer.BadParameter(f"no catalogue of {', '.join(sorted(unknown))}")
    return [known[tag] for tag in tags or known]


def _lines(file: Iterable[bytes]) -> Iterator[str]:
    for line in file:
        yield line.decode("utf-8", "replace")


def _asked(line: str) -> tuple[str | None, str | None]:
    """The text of a line and its country; no text where the line cannot be read."""
    try:
        asked = json.loads(line)
    except ValueError:
        return None, None
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        return None, None
    country = asked.get("country")
    return asked["text"], country if isinstance(country, str) else None


def _answer(text: str, country: str | None) -> str:
    found = identification.identify(text, country)
    return json.dumps(
        {
            "language": found.language,
            "confidence": found.confidence,
            "ranked": found.ranked,
            "encoding": found.encoding,
        }
    )
