"""What no line of the product may do, each with the lines that it must find.

A rule looks at syntax trees. ``allowed``: modules in which it may be so, and why.
"""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

Check = Callable[[ast.AST], Iterator[int]]


@dataclass(frozen=True)
class Rule:
    name: str
    check: Check
    bad: tuple[str, ...]
    good: tuple[str, ...] = ()
    allowed: Mapping[str, str] = field(default_factory=dict)


def whole_name(node: ast.AST) -> str:
    """``a.b.c`` of names and attributes; of a call in between its name alone."""
    if isinstance(node, ast.Attribute):
        return f"{whole_name(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return whole_name(node.func)
    return node.id if isinstance(node, ast.Name) else ""


def imports_of(*modules: str) -> Check:
    def check(tree: ast.AST) -> Iterator[int]:
        for node in ast.walk(tree):
            found = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                found = [f"{node.module}.{alias.name}" for alias in node.names]
            if any(f"{name}.".startswith(f"{module}.") for name in found for module in modules):
                yield node.lineno

    return check


def names_of(pattern: str) -> Check:
    """Uses of a dotted name, called or not, or of one that was imported."""
    fits = re.compile(pattern)

    def check(tree: ast.AST) -> Iterator[int]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Name | ast.Attribute) and fits.fullmatch(whole_name(node)):
                yield node.lineno
            elif isinstance(node, ast.ImportFrom):
                yield from (node.lineno for a in node.names if fits.fullmatch(a.name))

    return check


def said(**options: object) -> Check:
    """Calls and assignments that give a thing of this name this value."""

    def check(tree: ast.AST) -> Iterator[int]:
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword):
                given = {node.arg: node.value}
            elif isinstance(node, ast.Assign):
                given = {whole_name(t).rpartition(".")[2]: node.value for t in node.targets}
            else:
                continue
            for name, value in given.items():
                if isinstance(value, ast.Constant) and options.get(str(name), ...) == value.value:
                    yield node.value.lineno

    return check


def any_of(*checks: Check) -> Check:
    def check(tree: ast.AST) -> Iterator[int]:
        for each in checks:
            yield from each(tree)

    return check


_VERB = re.compile(
    r"\s*(SELECT|INSERT INTO|UPDATE \S+ SET|DELETE FROM|WITH \w+ AS|(ALTER|CREATE|DROP) [A-Z]+"
    r"|TRUNCATE|GRANT|REVOKE|SET LOCAL|COPY)\s?"
)


def _begins(node: ast.AST) -> str:
    """The constant text with which an expression begins."""
    if isinstance(node, ast.JoinedStr) and node.values:
        return _begins(node.values[0])
    if isinstance(node, ast.BinOp):
        return _begins(node.left)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def sql_in_pieces(tree: ast.AST) -> Iterator[int]:
    """Statements put together by ``f""``, ``%``, ``+`` or ``str.format``."""
    for node in ast.walk(tree):
        pieces = isinstance(node, ast.JoinedStr | ast.BinOp)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            pieces = node.func.attr == "format" and isinstance(node.func.value, ast.Constant)
            begins = _begins(node.func.value)
        else:
            begins = _begins(node)
        if pieces and _VERB.match(begins):
            yield node.lineno


def markup_of_values(tree: ast.AST) -> Iterator[int]:
    """``Markup`` around anything but words of ours."""
    for node in ast.walk(tree):
        made = isinstance(node, ast.Call) and whole_name(node).rpartition(".")[2] == "Markup"
        if made and not all(isinstance(given, ast.Constant) for given in node.args):
            yield node.lineno


def few_random_bytes(tree: ast.AST) -> Iterator[int]:
    """Less than 128 bits; a number that has a name is looked at where it is named."""
    draw = {"token_bytes", "token_hex", "token_urlsafe", "urandom"}
    for node in ast.walk(tree):
        drawn = isinstance(node, ast.Call) and whole_name(node).rpartition(".")[2] in draw
        if drawn and any(isinstance(a, ast.Constant) and a.value < 16 for a in node.args):
            yield node.lineno


def open_modes(tree: ast.AST) -> Iterator[int]:
    """Files and folders that others than their owner may read or write."""
    makes = {"mkdir", "makedirs", "touch", "chmod", "fchmod", "open", "umask"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and whole_name(node).rpartition(".")[2] in makes:
            numbers = {n.value for n in ast.walk(node) if isinstance(n, ast.Constant)}
            if any(type(n) is int and n > 0o77 and n & 0o077 for n in numbers):
                yield node.lineno


RULES = (
    Rule(
        "chance that can be foreseen", imports_of("random", "numpy.random"),
        ("import random", "from random import choice", "from numpy import random"),
        ("from secrets import randbelow", "import randomly"),
        {
            "backend.demonstration.": "the same made-up complaints on every machine",
            "backend.languages.training_texts": "the same model from the same texts",
        },
    ),
    Rule(
        "hashes that are broken", names_of(r"(.*\.)?(md4|md5|sha1|MD5|SHA1)"),
        ("hashlib.md5(a)", "from hashlib import sha1", "hashes.SHA1()"), ("hashlib.sha256(a)",),
    ),
    Rule(
        "fewer than 128 random bits", few_random_bytes,
        ("secrets.token_hex(15)", "os.urandom(8)"), ("token_urlsafe(16)", "os.urandom(NONCE)"),
        {
            "backend.grievances.actions.sending_codes": "a receipt code has 115 bits, as designed",
            "backend.grievances.actions.filing": "the same; and references, which open nothing",
            "backend.web.form_tokens": "a nonce beside a signature",
            "backend.web.forms_key": "a file's name", "backend.web.journal": "names an incident",
            "backend.database.embedded.cluster": "names a cluster",
        },
    ),
    Rule(
        "SQL in pieces", sql_in_pieces,
        ('execute(f"SELECT {a}")', 'text("DELETE FROM a WHERE b = %s" % c)',
         'exec("UPDATE a SET b = " + c)', '"INSERT INTO {} VALUES (1)".format(a)'),
        ('execute("SELECT 1")', 'SQL("DROP TABLE {}").format(a)', 'f"select {a} from the list"'),
        {
            "backend.metrics.queries": "two constants of the module",
            "backend.database.doors": "names of ours; the values travel beside it",
            "backend.doctor.database": "words for the operator, run by nobody",
        },
    ),
    Rule(
        "markup of values", markup_of_values,
        ("Markup(text)", 'Markup(f"<b>{a}</b>")', "markupsafe.Markup(a + b)"),
        ('Markup("<b>{}</b>").format(a)', "Markup()"),
        {
            "backend.reports.rules.narratives": "what a renderer made that escapes",
            "backend.web.page_messages": "a catalogue's words, whose tags are those of the source",
            "backend.web.qr": "a drawing of numbers", "backend.web.templates": "a page's own part",
        },
    ),
    Rule(
        "a shell", any_of(said(shell=True), names_of(  # noqa: S604  what is looked for
            r"os\.(system|popen)|subprocess\.(getoutput|getstatusoutput)"
            r"|(.*\.)?create_subprocess_shell"
        )),
        ("run(a, shell=True)", "os.system(a)", "asyncio.create_subprocess_shell(a)"),
        ("subprocess.run([a])", "platform.system()"),
    ),
    Rule(
        "a connection that trusts anybody", any_of(
            said(verify=False, check_hostname=False, follow_redirects=True),
            names_of(r"ssl\.(CERT_NONE|_create_unverified_context)"),
        ),
        ("get(a, verify=False)", "context.check_hostname = False", "ssl.CERT_NONE",
         "Client(follow_redirects=True)"),
        ("get(a, verify=context)", "Client(follow_redirects=False)"),
    ),
    Rule(
        "data that runs", any_of(
            imports_of("pickle", "cPickle", "dill", "marshal", "shelve", "joblib"),
            names_of("eval|exec|compile|__import__|yaml\\.(load|unsafe_load|full_load)"),
            said(typ="unsafe", allow_pickle=True),
        ),
        ("import pickle", "from marshal import loads", "eval(a)", "exec(a)", "yaml.load(a)",
         'YAML(typ="unsafe")', "np.load(a, allow_pickle=True)"),
        ("session.exec(a)", 're.compile("a")', 'YAML(typ="safe")'),
    ),
    Rule(
        "readers that bombs are made for", any_of(
            imports_of("xml", "lxml", "zipfile", "tarfile", "shutil.unpack_archive"),
            names_of(r".*\.(extractall|unpack_archive)"),
        ),
        ("import xml.etree.ElementTree", "from zipfile import ZipFile", "archive.extractall(a)"),
        ("import xmlish",),
    ),
    Rule(
        "forms that lie in clear on a disk", any_of(
            names_of(r"request\.form|(.*\.)?UploadFile|tempfile\.mktemp"),
            imports_of("starlette.formparsers"),
        ),
        ("await request.form()", "from fastapi import UploadFile", "tempfile.mktemp()"),
        ("read_form(request)",),
    ),
    Rule(
        "files that others may read", open_modes,
        ("path.chmod(0o644)", "os.open(a, b, 0o660)", "path.mkdir(mode=0o755)"),
        ("path.mkdir(mode=0o700)", "path.touch(mode=0o600)"),
        {"backend.database.embedded.programs": "PostgreSQL's programs, for its own user"},
    ),
    Rule(
        "a debugger", any_of(
            said(debug=True), imports_of("pdb", "code"), names_of("breakpoint")
        ),
        ("FastAPI(debug=True)", "import pdb", "breakpoint()"), ("FastAPI()",),
    ),
)  # fmt: skip
