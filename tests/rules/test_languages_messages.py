"""Messages in a locale: plurals, facts, computed languages, translations that cannot be used."""

import shutil

import pytest
from jinja2 import Environment

from backend.languages.catalogues import catalogue_files, catalogue_path, extracted, read_catalogue
from backend.languages.checks import catalogue_faults
from backend.languages.locales import LOCALES
from backend.languages.messages import msg, nmsg, render, translations_for

LATE = nmsg("%(count)s case is late", "%(count)s cases are late")
_HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'


def _catalogue(folder, tag, entries, plurals=None):
    path = catalogue_path(tag, folder)
    path.parent.mkdir(parents=True)
    header = f'{_HEADER}"Plural-Forms: {plurals or LOCALES[tag].plurals}\\n"\n\n'
    path.write_text(header + entries, encoding="utf-8")


def _faults(folder, tag, source, translation):
    _catalogue(folder, tag, f'msgid "{source}"\nmsgstr "{translation}"\n')
    return [fault.reason for fault in catalogue_faults(tag, folder)]


def test_a_message_without_a_catalogue_is_english_with_its_facts():
    assert render(msg("Hello, %(name)s"), "en", name="Mali") == "Hello, Mali"
    assert render(LATE, "en", count=1) == "1 case is late"
    assert render(LATE, "en", count=1200) == "1,200 cases are late"


def test_counts_are_in_the_digits_of_the_reader():
    assert "၃" in render(nmsg("%(count)s zzz", "%(count)s zzzs"), "my", count=3)


def test_messages_are_values():
    assert msg("a", "b") == msg("a", context="b")
    assert msg("a") != msg("a", "b")
    assert len({msg("a"), msg("a")}) == 1


@pytest.mark.parametrize("tag", ["en-XA", "ms-Arab"])
def test_computed_languages_leave_placeholders_and_tags_alone(tag):
    shown = render(msg('Read <a href="%(link)s">this</a> &amp; go, 100%%'), tag, link="x/y")
    assert '<a href="x/y">' in shown
    assert "</a> &amp; " in shown
    assert "this" not in shown
    assert "100%" in shown


def test_the_pseudo_language_is_four_tenths_longer():
    text = "Your complaint was received and will be read"
    assert 1.35 <= len(render(msg(text), "en-XA")) / len(text) <= 1.65


def test_the_right_to_left_language_has_arabic_letters_only():
    shown = render(msg("Make a complaint"), "ms-Arab")
    assert all("\u0600" <= sign <= "\u06ff" for sign in shown if sign.isalpha())


def test_translations_serve_jinja():
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.install_gettext_translations(translations_for("en-XA"), newstyle=True)
    page = environment.from_string(
        "{% trans 'ctx' n=2 %}<b>{{ n }}</b> a{% pluralize %}{{ n }} b{% endtrans %}"
    )
    assert page.render().startswith("[2 ƀ")


@pytest.mark.parametrize(
    ("tag", "source", "translation", "reason"),
    [
        ("id", "Send %(a)s", "Kirim %(b)s", "placeholders"),
        ("id", "Send it", "Kirim 100%", "placeholders"),
        ("id", "Send <b>it</b>", "Kirim <i>itu</i>", "tags"),
        ("id", "Send it", " Kirim", "other spaces"),
        ("id", "Send it", "Kirim ส่ง", "another script"),
        ("th", "Send it", "Kirim", "own script"),
        ("id", "Send it", "Send it", "is the English text"),
        ("vi", "Send it", "Gu\u031b\u0309i", "NFC"),
        ("th", "Send it", "ส่ง\u200bเลย", "invisible"),
        ("th", "Send it", "ส่ง\u202eเลย", "invisible"),
        ("my", "Send it", "ဉာဏ္ႀကီးရွင္သည္", "Zawgyi"),
        ("id", "Send it", "", "not translated"),
    ],
)  # fmt: skip
def test_each_fault_of_a_translation_is_named(tmp_path, tag, source, translation, reason):
    assert any(reason in found for found in _faults(tmp_path, tag, source, translation))


@pytest.mark.parametrize(
    ("tag", "source", "translation"),
    [
        ("id", "Send %(a)s", "%(a)s dikirim"),
        ("th", "PDF", "PDF"),
        ("th", "Send PDF files", "ส่งไฟล์ PDF"),
        ("tet", "This one", "Ida ne’e"),
    ],
)
def test_a_good_translation_has_no_fault(tmp_path, tag, source, translation):
    assert _faults(tmp_path, tag, source, translation) == []


def test_a_wrong_number_of_plural_forms_and_a_fuzzy_mark_are_faults(tmp_path):
    entry = '#, fuzzy\nmsgid "a cat"\nmsgid_plural "cats"\nmsgstr[0] "kucing"\nmsgstr[1] "kucing"\n'
    _catalogue(tmp_path, "id", entry, plurals=LOCALES["en"].plurals)
    reasons = [fault.reason for fault in catalogue_faults("id", tmp_path)]
    assert reasons == [
        "the header says 2 plural forms, not 1",
        "is marked fuzzy",
        "has 2 plural forms, not 1",
    ]


def test_a_text_that_the_template_has_and_the_catalogue_not_is_a_fault(tmp_path):
    (tmp_path / "messages.pot").write_text(_HEADER + '\nmsgid "New"\nmsgstr ""\n', encoding="utf-8")
    _catalogue(tmp_path, "id", "")
    assert [fault.message for fault in catalogue_faults("id", tmp_path)] == ["New"]


def test_collecting_keeps_translations_and_drops_what_is_gone(tmp_path):
    root, folder = tmp_path / "root", tmp_path / "locales"
    (root / "backend").mkdir(parents=True)
    (root / "backend" / "words.py").write_text(
        '# Translators: a button\nA = msg("Go")\nB = msg(\n    "Go",\n    "context",\n)\n'
        'C = nmsg("a cat", "cats")\n'
    )
    _catalogue(folder, "fil", 'msgid "Go"\nmsgstr "Sige"\n\nmsgid "Old"\nmsgstr "Luma"\n')
    for file in catalogue_files(root, folder):
        file.write()
    assert not any(file.stale for file in catalogue_files(root, folder))
    written = catalogue_path("fil", folder).read_text(encoding="utf-8")
    assert 'msgid "Go"\nmsgstr "Sige"' in written
    assert 'msgctxt "context"\nmsgid "Go"\nmsgstr ""' in written
    assert 'msgstr[1] ""' in written
    assert "#. Translators: a button" in written
    assert "Old" not in written
    assert "Date" not in written
    shutil.rmtree(root)


def test_templates_are_read_with_contexts_plurals_and_comments(tmp_path):
    folder = tmp_path / "frontend_templates"
    folder.mkdir()
    (folder / "page.html").write_text(
        "{# Translators: a heading #}\n{% trans %}\n  Make a\n  complaint\n{% endtrans %}\n"
        "{{ pgettext('menu', 'Open') }}"
        "{% trans 'menu' count=n %}one{% pluralize %}{{ count }} more{% endtrans %}"
    )
    found = {(m.context, m.id): m.auto_comments for m in extracted(tmp_path) if m.id}
    assert found[None, "Make a complaint"] == ["a heading"]
    assert ("menu", "Open") in found
    assert ("menu", ("one", "%(count)s more")) in found


@pytest.mark.parametrize(
    "tag", [t for t, locale in LOCALES.items() if not locale.test_only and t != "en"]
)
def test_every_catalogue_says_the_right_number_of_plurals(tag):
    assert read_catalogue(catalogue_path(tag)).num_plurals == LOCALES[tag].plural_count
