"""Only the tail is caught: what does not fit on a screen."""

from pathlib import Path

from tests.architecture.reading import BACKEND, ROOT, functions, lines_of, modules, tree_of

LONGEST_FUNCTION = 40
LONGEST_MODULE = 250
LONGEST_TEMPLATE = 120
LONGEST_TEST = 40
#: Each with its reason.
EXCEPTIONS: dict[str, str] = {}


def _long_functions(folder: Path, longest: int) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {function.name} has {lines_of(function)} lines"
        for path in modules(folder)
        for function in functions(tree_of(path))
        if lines_of(function) > longest
    ]


def _long_files(paths: list[Path], longest: int) -> list[str]:
    counted = [(p, len(p.read_text(encoding="utf-8").splitlines())) for p in paths]
    return [
        f"{path.relative_to(ROOT)} has {count} lines"
        for path, count in counted
        if count > longest and str(path.relative_to(ROOT)) not in EXCEPTIONS
    ]


def test_a_function_fits_on_a_screen():
    assert _long_functions(BACKEND, LONGEST_FUNCTION) == []


def test_a_test_fits_on_a_screen():
    assert _long_functions(ROOT / "tests", LONGEST_TEST) == []


def test_a_module_that_grows_too_long_becomes_a_folder():
    found = [path for folder in (BACKEND, ROOT / "tests") for path in modules(folder)]
    assert _long_files(found, LONGEST_MODULE) == []


def test_a_template_says_one_thing():
    pages = sorted((ROOT / "frontend_templates").rglob("*.html"))
    assert _long_files(pages, LONGEST_TEMPLATE) == []


def test_each_exception_still_stands():
    for name in EXCEPTIONS:
        assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) > LONGEST_MODULE


def test_a_module_of_one_line_too_many_is_found():
    here = Path(__file__)
    count = len(here.read_text(encoding="utf-8").splitlines())
    assert _long_files([here], count) == []
    assert _long_files([here], count - 1) == [f"tests/architecture/test_sizes.py has {count} lines"]


def test_a_function_of_41_lines_is_found(tmp_path: Path):
    body = "\n".join("    x = 1" for _ in range(LONGEST_FUNCTION))
    sample = tmp_path / "sample.py"
    sample.write_text(f"def too_long():\n{body}\n", encoding="utf-8")
    found = [f for f in functions(tree_of(sample)) if lines_of(f) > LONGEST_FUNCTION]
    assert [f.name for f in found] == ["too_long"]
