"""The gate of the published languages: complete, without a fault, and up to date."""

import subprocess
from shutil import which

import pytest

from backend.languages.catalogues import catalogue_files, catalogue_path
from backend.languages.checks import catalogue_faults
from backend.languages.locales import DEFAULT, LOCALES, offered

PUBLISHED = [locale.tag for locale in offered() if locale.tag != DEFAULT]
TRANSLATED = [tag for tag, locale in LOCALES.items() if tag != DEFAULT and not locale.test_only]


def test_the_collected_texts_are_those_of_code_and_templates():
    stale = [str(file.path) for file in catalogue_files() if file.stale]
    assert stale == [], "run `make strings`"


@pytest.mark.parametrize("tag", PUBLISHED)
def test_a_published_language_is_complete_and_without_a_fault(tag):
    assert [str(fault) for fault in catalogue_faults(tag)] == []


@pytest.mark.skipif(which("msgfmt") is None, reason="gettext's own check needs msgfmt")
@pytest.mark.parametrize("tag", TRANSLATED)
def test_gettext_accepts_the_catalogue(tag):
    command = [which("msgfmt"), "--check-format", "--check-domain", "-o", "/dev/null"]
    done = subprocess.run(  # noqa: S603  files of ours
        [*command, catalogue_path(tag)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
