"""Rules that no line of the product breaks; each finds its bad samples and spares the good ones."""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.reading import ROOT, dotted, modules, tree_of
from tests.architecture.source_rules import RULES, Rule

pytestmark = pytest.mark.battery("T15")

Counted = Callable[[str, int], None]
by_name = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
#: Of templates: what would let typed text become markup, or would need a looser policy.
IN_TEMPLATES = {
    "text marked as safe": (r"\|\s*(safe|tojson)\b", "{{ a | safe }}"),
    "escaping switched": (r"\{%-?\s*autoescape", "{% autoescape false %}"),
    "markup made in a template": (r"\bMarkup\b", "{{ Markup(a) }}"),
    "a script within": (r"<script(?![^>]*\bsrc=)", "<script>a()</script>"),
    "an attribute that runs": (r"<[^>]*\son[a-z]+\s*=", '<a onclick="b()">'),
    "an address that runs": (r"javascript:", '<a href="javascript:a()">'),
    "a style within": (r"<style|\sstyle\s*=", '<p style="color: red">'),
    "something of another host": (r"(?:src|srcset)=\"(?:https?:)?//", '<img src="//a.example/b">'),
    "a form to another host": (r"action=\"(?:https?:)?//", '<form action="https://a.example">'),
    "an attribute without quotes": (r"<[^>]*\s[a-z-]+=\{\{", "<a href={{ b }}>"),
}
#: Of every file: where packages come from, and folders of one machine.
OF_A_MACHINE = {
    "where packages come from": (
        r"(?<!no-emit-)(?:index-ur[l]|find-link[s])\b|\bartifactor[y]\b|//[^\s/]*pyp[i]",
        "--index-" + "url=https://packages.example/",
    ),
    "a folder of one person": (r"/hom[e]/[a-z]|/roo[t]/|/User[s]/|[A-Z]:\\User[s]", "/home" + "/a"),
    "a folder of one machine": (r"(?<![\w.)}])/(?:wor[k]|mn[t]|b[u]ild)/\w", " /work" + "/main"),
}
PATTERNS = {"Lock": re.compile(r"^[a-z0-9][^\s;]*==[^\s;]+"), "Hash": re.compile(r"--hash=sha256:")}


def _broken(rule: Rule) -> Iterator[tuple[str, int]]:
    for path in modules():
        for line in rule.check(tree_of(path)):
            yield dotted(path), line


@by_name
def test_no_module_breaks_the_rule(rule: Rule, counted: Counted):
    allowed = tuple(rule.allowed)
    found = list(_broken(rule))
    assert [f"{module}:{line}" for module, line in found if not module.startswith(allowed)] == []
    unneeded = {a for a in allowed if not any(module.startswith(a) for module, _ in found)}
    assert unneeded == set()
    counted("rules", 1)


def test_modules_are_counted(counted: Counted):
    counted("modules looked at", len(list(modules())))


@by_name
def test_the_rule_finds_its_bad_samples_and_spares_the_good(rule: Rule, counted: Counted):
    assert [sample for sample in rule.bad if not list(rule.check(ast.parse(sample)))] == []
    assert [sample for sample in rule.good if list(rule.check(ast.parse(sample)))] == []
    counted("bad samples found", len(rule.bad))


@pytest.mark.parametrize("name", IN_TEMPLATES)
def test_no_template_breaks_the_rule(name: str, counted: Counted):
    pattern, sample = IN_TEMPLATES[name]
    assert re.search(pattern, sample)
    pages = [p for p in (ROOT / "frontend_templates").rglob("*") if p.suffix in {".html", ".txt"}]
    assert [p.name for p in pages if re.search(pattern, p.read_text("utf-8"))] == []
    counted("rules", 1)
    counted("bad samples found", 1)


def tracked() -> list[Path]:
    """Files that the repository holds, less what is being taken out of it."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no checkout of git, so nobody knows which files belong to it")
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607  whichever git there is
        cwd=ROOT, capture_output=True, check=True,
    ).stdout  # fmt: skip
    paths = (ROOT / name for name in listed.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


@pytest.mark.parametrize("name", OF_A_MACHINE)
def test_nothing_in_the_repository_is_of_one_machine(name: str, counted: Counted):
    pattern, sample = OF_A_MACHINE[name]
    assert re.search(pattern, sample)
    found = []
    for path in tracked():
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
            if re.search(pattern, line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert found == []
    counted("rules", 1)
    counted("bad samples found", 1)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_package_is_of_one_version_with_its_hashes(name: str, counted: Counted):
    text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
    packages = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(packages) > 50
    assert [p[:60] for p in packages if not all(each.search(p) for each in PATTERNS.values())] == []
    counted("locked packages", len(packages))
