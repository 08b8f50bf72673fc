"""Narratives: Markdown as people write it, without HTML, without pictures."""

from collections.abc import Callable
from functools import cache

from markupsafe import Markup

# From nothing up: paragraphs, emphasis, lists, quotations and links. No headings, which would break
# the outline of the page, no pictures, no HTML.
_RULES = ["emphasis", "list", "link", "blockquote", "newline", "escape", "entity"]


def shown(text: str) -> Markup:
    """Safe by its making: every tag is of the renderer's own, every typed sign escaped."""
    return Markup(_renderer()(text))  # noqa: S704 - rendered with html=False


@cache
def _renderer() -> Callable[[str], str]:
    from markdown_it import MarkdownIt  # noqa: PLC0415  for pages of reports alone

    return MarkdownIt("zero", {"html": False, "linkify": False}).enable(_RULES).render
