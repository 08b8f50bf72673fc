"""Templates are compiled as Jinja compiles them, and nothing stays unescaped on the shorter way."""

import pytest
from jinja2 import Environment
from jinja2.runtime import Context
from markupsafe import Markup

from backend.web.page_code import PageContext, shown
from backend.web.templates import FOLDER, environment

TEMPLATES = sorted(file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*.html"))
HOSTILE = '"><script>x</script>'


class Marked(Markup):
    """Markup of another kind, as a library may give it."""


class Written:
    def __html__(self) -> str:
        return "<b>ours</b>"


def code_of(pages: Environment, name: str) -> str:
    """Without the numbers of its lines."""
    code = pages.compile((FOLDER / name).read_text("utf-8"), name, raw=True)
    return code.partition("\ndebug_info")[0]


@pytest.fixture(scope="module")
def plain() -> Environment:
    """The same, but for Jinja's own way."""
    made = environment("en").overlay()
    made.code_generator_class = Environment.code_generator_class
    made.context_class = Context
    return made


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_code_as_jinja_makes_it_but_for_what_escapes(plain: Environment, name: str):
    first, ours = code_of(environment("en"), name).split("\n", 1)
    assert first == "from backend.web.page_code import shown"
    assert ours.replace("shown(", "escape(") == code_of(plain, name)


def test_nothing_but_markup_is_shown_as_it_is():
    escaped = "&#34;&gt;&lt;script&gt;x&lt;/script&gt;"
    assert shown(HOSTILE) == escaped
    assert shown(Markup("<i>")) == "<i>"
    assert (shown(Marked("<i>")), shown(Written())) == ("<i>", "<b>ours</b>")
    assert [shown(value) for value in (None, 7, [HOSTILE])] == [
        "None",
        "7",
        f"[&#39;{escaped}&#39;]",
    ]


@pytest.mark.parametrize("kind", [Context, PageContext])
def test_what_a_macro_is_given_is_escaped_however_it_is_called(
    plain: Environment, kind: type[Context]
):
    pages = environment("en") if kind is PageContext else plain
    source = (
        "{% macro m(x) %}{{ x }}{% endmacro %}{% macro c(x) %}{{ x }}{{ caller() }}{% endmacro %}"
        "{% set kept %}{{ x }}{% endset %}{% for y in [x] %}{{ m(y) }}{% endfor %}"
        "{{ m(x) }}{{ m(x=x) }}{{ kept }}{% call c(x) %}{{ x }}{% endcall %}{{ x ~ x }}"
        "{% trans y=x %}{{ y }}{% endtrans %}{{ [x]|join(x) }}{{ _('%(x)s', x=x) }}"
    )
    made = pages.from_string(source).render(x=HOSTILE)
    assert "<" not in made
    assert made.count("&lt;script&gt;") == 11
