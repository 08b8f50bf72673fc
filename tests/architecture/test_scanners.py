"""Scanners of others: bandit over the product, detect-secrets over the whole repository."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from detect_secrets import SecretsCollection
from detect_secrets.settings import default_settings

from tests.architecture.reading import ROOT
from tests.architecture.test_source_rules import tracked

pytestmark = pytest.mark.battery("T15")

Counted = Callable[[str, int], None]
Scale = Callable[[int, int], int]


class Known(NamedTuple):
    """A finding that is none: in which file, of which kind, and why."""

    file: str
    kind: str
    why: str


BANDIT = [
    Known("backend/*", "B101", "narrows a type; what it says was refused before"),
    Known("backend/*", "B404", "what is run is looked at by B603 and by our own rule about shells"),
    Known("backend/*", "B603", "a list of words of ours, no shell; ruff asks for the reason"),
    Known("backend/*", "B105", "a name; detect-secrets looks at what is a secret"),
    Known("backend/demonstration/*", "B311", "our own rule about chance says where it may be"),
    Known("backend/languages/training_texts.py", "B311", "as above"),
    Known("backend/__main__.py", "B104", "compared with, to say how it can be reached"),
    Known("backend/supervisor/readiness.py", "B104", "compared with, to ask on this machine"),
    Known("backend/database/migrations/versions/*", "B608", "names of ours, in a loop"),
    Known("backend/metrics/queries.py", "B608", "two constants of the module"),
    Known("backend/reports/rules/narratives.py", "B704", "what a renderer made that escapes"),
    Known("backend/web/page_messages.py", "B704", "of catalogues, which are checked"),
    Known("backend/web/qr.py", "B704", "a drawing of numbers"),
    Known("backend/web/templates.py", "B704", "a page's own part, escaped in its making"),
]
SECRETS = [
    Known("backend/accounts/rules/signing_in.py", "Secret Keyword", "a field's name"),
    Known("backend/database/embedded/server.py", "Secret Keyword", "how passwords are kept"),
    Known("backend/demonstration/load.py", "Secret Keyword", "of the demonstration, for everybody"),
    Known("backend/supervisor/demonstrating.py", "Secret Keyword", "as above"),
    Known("backend/cases/rules/references.py", "Base64 High Entropy String", "an alphabet"),
    Known("backend/grievances/rules/receipt_code.py", "Base64 High Entropy String", "an alphabet"),
    Known("backend/languages/pseudo.py", "Base64 High Entropy String", "two alphabets"),
    Known("backend/notifications/actions/mailing.py", "Basic Auth Credentials", "an example"),
    Known("backend/setting_values.py", "Basic Auth Credentials", "an example"),
    Known("backend/settings.py", "Basic Auth Credentials", "an example"),
    Known("docs/operating.md", "Basic Auth Credentials", "an example"),
    Known("tests/*", "Secret Keyword", "of people who live for one test"),
    Known("tests/*", "Basic Auth Credentials", "of servers that live for one test, or of none"),
    Known("tests/*", "Hex High Entropy String", "values that a golden test holds"),
    Known("benchmarks/*", "Secret Keyword", "of people who live for one measurement"),
]
#: Looked at in the short form, too: what tells a machine how to run, and what people copy from.
SHORT = ("*.toml", "*.md", "*.yml", "*.js", "*.cfg", "*file", "settings.py", "tests/factories/*.py")


def unknown(found: Iterable[tuple[str, str, str]], known: list[Known]) -> list[str]:
    """Findings that no row of the list explains."""
    return [
        f"{file}:{where} {kind}"
        for file, where, kind in found
        if not any(fnmatch(file, row.file) and kind == row.kind for row in known)
    ]


def bandit(*where: str | Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "bandit", "-q", "-r", "-f", "json", *map(str, where)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  our own words
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def secrets_in(paths: Iterable[Path]) -> list[tuple[str, str, str]]:
    found = SecretsCollection(root=str(ROOT))
    with default_settings():
        for path in paths:
            found.scan_file(str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path))
    return [(file, str(secret.line_number), secret.type) for file, secret in found]


def test_bandit_finds_nothing_that_is_not_explained(counted: Counted):
    report = bandit("backend")
    assert report["errors"] == []
    assert report["metrics"]["_totals"]["SEVERITY.HIGH"] == 0
    assert report["metrics"]["_totals"]["nosec"] == 0
    found = [(r["filename"], str(r["line_number"]), r["test_id"]) for r in report["results"]]
    assert unknown(found, BANDIT) == []
    needed = [row for row in BANDIT if any(not unknown([each], [row]) for each in found)]
    assert needed == BANDIT
    counted("files looked at by bandit", len(report["metrics"]) - 1)
    counted("lines looked at by bandit", report["metrics"]["_totals"]["loc"])


PLANTED = """\
import subprocess, yaml, flask
app = flask.Flask(__name__)
subprocess.Popen(f"ls {a}", shell=True)
hashlib.md5(password)
requests.get(address, verify=False)
app.run(debug=True)
"""


def test_bandit_finds_what_was_planted(tmp_path: Path, counted: Counted):
    (tmp_path / "planted.py").write_text(PLANTED, encoding="utf-8")
    found = {r["test_id"] for r in bandit(tmp_path)["results"] if r["issue_severity"] == "HIGH"}
    assert found == {"B602", "B324", "B501", "B201"}
    counted("bad samples found", len(found))


def test_no_file_of_the_repository_holds_a_secret(scale: Scale, counted: Counted):
    wanted = [("*",), SHORT][scale(1, 0)]
    paths = [p for p in tracked() if any(p.match(pattern) for pattern in wanted)]
    assert unknown(secrets_in(paths), SECRETS) == []
    counted("files looked at for secrets", len(paths))


#: In two halves, so that this file holds none.
SAMPLES = {
    "AWS Access Key": "key = '" + "AKIA" + "IOSFODNN7EXAMPLF" + "'",
    "Private Key": "-----BEGIN " + "EC PRIVATE KEY-----",
    "Basic Auth Credentials": "https://mali:" + "zr8Wq2Lm@db.test/",
    "JSON Web Token": "a = '" + "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxIn0" + ".c2lnbmF0dXJl'",
    "Secret Keyword": "pass" + "word = 'zr8Wq2LmTx'",
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_planted_secret_is_found(kind: str, tmp_path: Path, counted: Counted):
    planted = tmp_path / "settings.py"
    planted.write_text(SAMPLES[kind] + "\n", encoding="utf-8")
    assert kind in {found for _, _, found in secrets_in([planted])}
    counted("bad samples found", 1)
