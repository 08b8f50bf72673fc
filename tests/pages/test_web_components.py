"""Every macro and layout in every locale; what people typed stays harmless."""

from typing import Any

import pytest
from jinja2 import UndefinedError

from backend.languages.locales import LOCALES
from backend.languages.messages import nmsg
from backend.web.templates import environment, typed

HOSTILE = '"><script>x</script>'
POINTS = [{"name": "Q1", "shown": "3", "height": 30}, {"name": "Q2", "shown": "9", "height": 90}]
SOURCE = """
{% from "components/fields.html" import text_field, textarea, select, radios, checkboxes %}
{% from "components/fields.html" import file_field, date_field %}
{% from "components/buttons.html" import button, link_button %}
{% from "components/notices.html" import error_summary, banner, helplines, empty, tag %}
{% from "components/lists.html" import answers, timeline, key_figure, table, pagination %}
{% from "components/charts.html" import bar_table, trend %}
{{ error_summary([("a", x)]) }}{{ text_field("a", x, value=x, hint=x, error=x) }}
{{ textarea("b", x, value=x, error=x, count=x) }}{{ select("c", x, [("1", x)], "1", blank=x) }}
{{ radios("d", x, [("1", x), ("2", x)], "2", error=x) }}{{ checkboxes("e", x, [("1", x)], ["1"]) }}
{{ file_field("f", x, hint=x) }}{{ date_field("g", x, {"g_day": "1"}, error=x) }}
{{ button(x) }}{{ button(x, "act", "write", "second") }}{{ link_button(x, "/en/") }}
{{ banner(x, title=x, kind="done") }}{{ helplines(x, [line]) }}{{ empty(x) }}{{ tag(x, "late") }}
{{ answers([row]) }}{{ timeline([step]) }}{{ key_figure("7", x, x) }}
{{ table(x, [x, x], [[x, "3"]], [1]) }}{{ pagination(next="/a", first="/b") }}
{{ bar_table(x, x, x, bars) }}
{{ trend(x, x, x, x, points) }}{{ x | typed("th") }}
"""


def every_macro(locale: str) -> str:
    context: dict[str, Any] = {
        "bars": [{"name": HOSTILE, "shown": "3", "share": share} for share in (50.0, None)],
        "x": HOSTILE,
        "points": POINTS,
        "line": {"name": "1300", "phone": "1300 22", "hours": "", "lang": "th"},
        "row": {"name": HOSTILE, "value": HOSTILE, "address": "/en/", "change": ""},
        "step": {"words": HOSTILE, "on": "1", "state": "now", "text": HOSTILE},
    }
    return environment(locale).from_string(SOURCE).render(context)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_macro_renders_and_escapes(locale: str) -> None:
    html = every_macro(locale)
    assert "<script" not in html
    assert "style=" not in html
    assert 'href="#a"' in html
    assert 'id="a"' in html


def test_a_forgotten_value_is_an_error_and_no_gap() -> None:
    with pytest.raises(UndefinedError):
        environment("en").from_string("{{ forgotten }}").render()


def test_dates_and_numbers_are_the_readers() -> None:
    source = "{{ day | date }} {{ 1234.5 | number }} {{ t(late, count=2) }}"
    from datetime import date

    given = {"day": date(2026, 3, 9), "late": nmsg("%(count)s case", "%(count)s cases")}
    assert "พ.ศ. 2569" in environment("th").from_string(source).render(given)
    assert "1.234,5" in environment("id").from_string(source).render(given)
    assert environment("en").from_string(source).render(given).endswith("2 cases")


def test_typed_text_keeps_its_lines_and_its_language() -> None:
    assert typed("a\n<b>", "my") == '<bdi lang="my" class="typed">a<br>&lt;b&gt;</bdi>'
    assert 'lang=""' in typed("a", "und")


def test_a_fault_of_the_whole_page_stands_alone_with_what_the_page_says_of_it() -> None:
    page = environment("en").from_string(
        '{% from "components/notices.html" import error_summary %}'
        "{% call error_summary(faults) %}<p>Nothing is lost.</p>{% endcall %}"
    )
    whole = page.render(faults=[("main", "Somebody was quicker.")])
    assert '<h2 id="errors-title">Somebody was quicker.</h2>' in whole
    assert "Nothing is lost." in whole
    assert "href" not in whole
    assert "Nothing is lost." not in page.render(faults=[("day", "Please name a day.")])
