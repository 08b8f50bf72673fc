"""Narratives: Markdown as people write it, without HTML, without pictures."""

from markdown_it import MarkdownIt
from markupsafe import Markup

# From nothing up: paragraphs, emphasis, lists, quotations and links. No headings, which would break
# the outline of the page, no pictures, no HTML.
_RULES = ["emphasis", "list", "link", "blockquote", "newline", "escape", "entity"]
_markdown = MarkdownIt("zero", {"html": False, "linkify": False}).enable(_RULES)


def shown(text: str) -> Markup:
    """Safe by its making: every tag is of the renderer's own, every typed sign escaped."""
    return Markup(_markdown.render(text))  # noqa: S704 - rendered with html=False
