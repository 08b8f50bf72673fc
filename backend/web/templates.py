"""Pages from templates: one environment per locale, all of them sharing compiled templates."""

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from contextvars import ContextVar
from datetime import datetime
from functools import cache, partial
from operator import attrgetter
from pathlib import Path
from types import CodeType
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup, escape

from backend.errors import Refusal, Unacceptable
from backend.languages import formats
from backend.languages.language_names import language_name
from backend.languages.locales import LOCALES, offered
from backend.languages.messages import Message, translations_for
from backend.web.assets import asset
from backend.web.csrf import csrf_field
from backend.web.forms import Form
from backend.web.once import once_field
from backend.web.page_code import PageCode, PageContext
from backend.web.page_messages import names_in, page_messages
from backend.web.reader import behind_language, locale_of
from backend.web.refusals import status_of
from backend.web.words import FIT_ANY_FIELD, fault_sentences, refusal_sentence

END_OF_DAY = (23, 59)
FOLDER = Path(__file__).parents[2] / "frontend_templates"
#: In a part that is kept, where the rest of an address comes. No address holds it.
BEHIND = "\0"
#: What a page with a form shows before anything is typed; ``refused`` has more.
NOTHING_TYPED: dict[str, Any] = {"values": {}, "errors": {}, "faults": []}
#: Fields of the page that is being rendered: name → label. Filled only where they are asked for.
_labels: ContextVar[dict[str, str] | None] = ContextVar("labels", default=None)


class CompiledOnce(BytecodeCache):
    """Thirteen locales, one compilation: the code is the same, only the words differ."""

    def __init__(self) -> None:
        self._compiled: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._compiled.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self._compiled[bucket.key] = bucket.code


class PageEnvironment(Environment):
    """No template has globals of its own."""

    code_generator_class = PageCode
    context_class = PageContext

    def make_globals(self, _own: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        # Jinja's chain of two maps would be walked, name by name, at each import of a component.
        return self.globals


_loader = FileSystemLoader(FOLDER)
_compiled = CompiledOnce()


def typed(text: str, lang: str | None = None) -> Markup:
    """What a person typed: escaped, its lines kept, its own direction, its language marked."""
    lines = Markup("<br>").join(escape(line) for line in text.splitlines())
    known = "" if lang in {None, "und"} else lang
    return Markup('<bdi lang="%s" class="typed">%s</bdi>') % (known, lines)


def labelled(field: str, label: str) -> str:
    """The label, noted for the summary of errors, which stands before the fields."""
    labels = _labels.get()
    if labels is not None:
        labels.setdefault(field, label)
    return label


@cache
def environment(locale: str) -> Environment:
    """Created at a locale's first page and kept. Filters and messages are those of the locale."""
    created = PageEnvironment(
        loader=_loader,
        bytecode_cache=_compiled,
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    created.policies["ext.i18n.trimmed"] = True
    created.newstyle_gettext = True  # type: ignore[attr-defined]  # comes with the extension
    words = names_in(locale)
    created.filters |= _filters(locale) | {"choices": partial(_choices, words), "pairs": _pairs}
    created.globals |= page_messages(translations_for(locale))
    created.globals |= {
        "t": words,
        "typed": typed,
        "asset": asset,
        "labelled": labelled,
        "once_field": once_field,
        "locale": LOCALES[locale],
        "LOCALES": LOCALES,
        "name_of_language": partial(_given, language_name, locale),
        "offered_locales": offered(),
    }
    return created


def _choices(
    words: Callable[[Message], str], codes: Iterable[str], names: Mapping[str, Message]
) -> list[tuple[str, str]]:
    """Codes with their words, as a field of choices takes them."""
    return [(code, words(names[code])) for code in codes]


def _pairs(lines: Iterable[Any], first: str, second: str) -> list[tuple[Any, Any]]:
    return list(map(attrgetter(first, second), lines))


def _filters(locale: str) -> dict[str, Any]:
    return {
        "date": partial(_given, formats.format_date, locale),
        "partial_date": partial(_given, formats.format_partial_date, locale),
        "datetime": pass_context(partial(_moment, locale)),
        "due": pass_context(partial(_due, locale)),
        "number": partial(_given, formats.format_number, locale),
        "percent": partial(_given, formats.format_percent, locale),
        "listed": partial(_given, formats.format_list, locale),
        "typed": typed,
    }


def _moment(
    locale: str, context: Context, at: datetime, /, exact: formats.Exactness = "minute"
) -> str:
    """In the time zone of whoever reads, where the page knows it."""
    return formats.format_datetime(at, locale, exact, context.get("zone", "UTC"))


def _due(locale: str, context: Context, at: datetime, /) -> str:
    """A day, where something is due by its end; else the minute."""
    local = at.astimezone(ZoneInfo(context.get("zone", "UTC")))
    whole_day = (local.hour, local.minute) == END_OF_DAY
    return _moment(locale, context, at, "day" if whole_day else "minute")


def _given(shape: Any, locale: str, value: Any, /, *rest: Any, **options: Any) -> Any:
    return shape(value, locale, *rest, **options)


@cache
def _part_once(tag: str, name: str) -> str:
    return environment(tag).get_template(name).render(behind_language=BEHIND)


def kept_part(request: Request, name: str) -> Markup:
    """A part that depends on the language and what is behind it in the address: made once."""
    part = _part_once(locale_of(request), name)
    return Markup(part.replace(BEHIND, escape(behind_language(request))))  # noqa: S704  both escaped


class Answers(dict[str, str]):
    """Fields of a form by name; one that was not filled in is empty, not an error."""

    def __missing__(self, name: str) -> str:
        return ""


def text_of(request: Request, name: str, /, **context: Any) -> str:
    """The template as text, for callers that make their own response."""
    settings = request.app.state.settings
    given = {
        "request_path": request.url.path,
        "kept_part": partial(kept_part, request),
        "csrf_field": cache(partial(csrf_field, request)),
        "demonstration": settings.demonstration,
        "public_origin": settings.public_origin,
    }
    shown = NOTHING_TYPED | given | context
    shown |= {key: Answers(shown[key]) for key in ("values", "errors")}
    return environment(locale_of(request)).get_template(name).render(shown)


def part_in(tag: str, name: str, /, **context: Any) -> Markup:
    """A part of a page that is in another language than the page."""
    return Markup(environment(tag).get_template(name).render(context))  # noqa: S704  it escapes


def render(request: Request, name: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page in the reader's language; ``name`` is a path below ``frontend_templates/``."""
    return HTMLResponse(text_of(request, name, **context), status_code=status)


def refused(
    request: Request, template: str, form: Form, refusal: Refusal, **context: Any
) -> HTMLResponse:
    """The same page again: first why it is refused, then what was typed, each in its field.

    ``faults`` and ``errors`` say what is wrong with what was typed. What the state of things does
    not allow is one fault of the page as a whole.
    """
    shown = {"values": form.values(), **context}
    if isinstance(refusal, Unacceptable):
        shown |= _faults_in(request, template, shown, refusal)
    else:
        shown["faults"] = [("main", refusal_sentence(refusal, locale_of(request)))]
    return render(request, template, status_of(refusal), **shown)


def _faults_in(
    request: Request, template: str, shown: dict[str, Any], refusal: Unacceptable
) -> dict[str, Any]:
    """``errors``: field → sentence. ``faults``: both, for the summary that stands first.

    Where a sentence fits any field, the summary says the field's label before it.
    """
    faults = fault_sentences(refusal, locale_of(request))
    found: dict[str, Any] = {"errors": dict(reversed(faults)), "faults": faults}
    unnamed = {fault.field for fault in refusal.faults if fault.code in FIT_ANY_FIELD}
    if unnamed:
        labels = labels_of(request, template, **shown | found)
        found["faults"] = [
            (field, words, labels.get(field, "") if field in unnamed else "")
            for field, words in faults
        ]
    return found


def labels_of(request: Request, template: str, /, **context: Any) -> dict[str, str]:
    """Fields of a page with their labels, as it says them in the reader's language."""
    labels: dict[str, str] = {}
    before = _labels.set(labels)
    try:
        text_of(request, template, **context)
    finally:
        _labels.reset(before)
    return labels
