"""Messages of pages: ours say what Jinja's own functions would, facts escaped."""

import pytest
from jinja2 import Environment

from backend.languages.locales import LOCALES
from backend.languages.messages import msg, translations_for
from backend.web.page_messages import names_in, page_messages
from backend.web.templates import environment

SOURCE = """
{{ _("Languages") }} {{ _("Send <b>it</b> & go") }} {{ _("100%% of %(x)s", x=x) }}
{{ _("50%%") }} {{ pgettext("cases", "Mine") }} {{ pgettext("a b", "of %(x)s", x=x) }}
{{ ngettext("%(num)s cat", "%(num)s cats", 1) }} {{ ngettext("%(x)s cat", "cats", 2, x=x) }}
{% trans x=x %}Of {{ x }}, 5 %{% endtrans %}{% trans %}Languages{% endtrans %}
{% trans count=n, shown=x %}{{ shown }} case{% pluralize %}{{ shown }} cases{% endtrans %}
{% trans "box" n=n %}<i>{{ n }}</i> box{% pluralize %}{{ n }} boxes{% endtrans %}
"""


def as_jinja_says(tag: str) -> str:
    plain = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    plain.install_gettext_translations(translations_for(tag), newstyle=True)
    return plain.from_string(SOURCE).render(x="<b>%(y)s", n=3)


@pytest.mark.parametrize("tag", LOCALES)
def test_a_page_says_what_jinja_would_say(tag):
    ours = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    ours.newstyle_gettext = True
    ours.globals |= page_messages(translations_for(tag))
    template = ours.from_string(SOURCE)
    assert [template.render(x="<b>%(y)s", n=3) for _ in range(2)] == [as_jinja_says(tag)] * 2


def test_a_name_with_facts_is_not_kept():
    name = names_in("en")
    assert [name(msg("Case %(x)s"), x=x) for x in ("a", "b")] == ["Case a", "Case b"]


def test_globals_of_a_locale_reach_what_a_template_imports():
    page = '{% from "components/buttons.html" import button %}{{ button(_("Languages")) }}'
    said = {tag: environment(tag).from_string(page).render() for tag in ("en", "th")}
    assert "Languages" in said["en"]
    assert "Languages" not in said["th"]
