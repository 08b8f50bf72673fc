"""What ``_``, ``pgettext`` and ``{% trans %}`` of templates call: Jinja's newstyle functions.

Jinja's own look up a message, mark it as markup and fill it in each time it is shown; a page shows
hundreds. Here those without facts are made once for each locale, and so are names of things.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from backend.languages.messages import Message, Translations
from backend.web.reader import worded


def page_messages(translations: Translations) -> dict[str, Callable[..., Markup]]:
    """By the names that Jinja's i18n extension calls. Facts are escaped, translations are ours."""

    @cache
    def said(text: str, context: str | None = None) -> Markup:
        return _filled(translations.single(context, text), {})

    def gettext(text: str, /, **facts: Any) -> Markup:
        return _filled(translations.single(None, text), facts) if facts else said(text)

    def pgettext(context: str, text: str, /, **facts: Any) -> Markup:
        return _filled(translations.single(context, text), facts) if facts else said(text, context)

    def ngettext(one: str, many: str, count: int, /, **facts: Any) -> Markup:
        return _filled(translations.counted(None, (one, many), count), {"num": count} | facts)

    def npgettext(context: str, one: str, many: str, count: int, /, **facts: Any) -> Markup:
        return _filled(translations.counted(context, (one, many), count), {"num": count} | facts)

    return {
        "_": gettext,
        "gettext": gettext,
        "pgettext": pgettext,
        "ngettext": ngettext,
        "npgettext": npgettext,
    }


def _filled(translation: str, facts: dict[str, Any]) -> Markup:
    return Markup(translation) % facts  # noqa: S704  of catalogues, which are checked


def names_in(locale: str) -> Callable[..., str]:
    """Messages that Python gives to a page, such as the name of a stage."""

    @cache
    def said(message: Message) -> Markup:
        return escape(worded(message, locale))

    def name(message: Message, /, **facts: Any) -> str:
        return worded(message, locale, **facts) if facts else said(message)

    return name
