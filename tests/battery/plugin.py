"""The battery: its tests count what they tried; one line a number; docs/assurance.md.

A test belongs to it by ``@pytest.mark.battery("T3")`` (or a module by ``pytestmark``), counts with
the fixture `counted`, and asks `scale` how much to try: little in `make test`, much in
`make prove`.
"""

import platform
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import jinja2
import pytest
from ruamel.yaml import YAML

from backend import clock

HERE = Path(__file__).parent
LONG, WRITE_TO = "--long", "--assurance"
COUNT = "counted "
MEASURED = pytest.StashKey[dict[str, "Item"]]()


@dataclass
class Item:
    """One number of the battery, and what became of its tests."""

    number: str
    title: str
    promise: str
    not_tried: str = ""
    outcomes: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    #: Why tests were skipped.
    skipped: set[str] = field(default_factory=set)
    seconds: float = 0.0

    @property
    def result(self) -> str:
        if self.outcomes["failed"]:
            return "FAILED"
        return "held" if self.outcomes["passed"] else "not run"

    @property
    def counted(self) -> str:
        tests = self.outcomes["passed"] + self.outcomes["failed"]
        return ", ".join([f"{tests} tests", *(f"{n:,} {what}" for what, n in self.counts.items())])


def items() -> dict[str, Item]:
    read = YAML(typ="safe").load(HERE / "items.yaml")
    return {row["number"]: Item(**row) for row in read}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(LONG, action="store_true", help="the battery in its long form")
    parser.addoption(WRITE_TO, type=Path, help="file to which the battery's findings are written")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[MEASURED] = items()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for test in items:
        if mark := test.get_closest_marker("battery"):
            assert mark.args[0] in config.stash[MEASURED], f"{test.nodeid}: {mark.args[0]}"
            test.user_properties.append(("battery", mark.args[0]))


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Callable[[str, int], None]:
    """``counted("receipts read back", 1000)``; equal words are added up over all tests."""

    def count(what: str, number: int) -> None:
        record_property(COUNT + what, number)

    return count


@pytest.fixture(scope="session")
def scale(pytestconfig: pytest.Config) -> Callable[[int, int], int]:
    """``scale(100, 100_000)``: as many in `make test`, as many in `make prove`."""
    return lambda short, long: long if pytestconfig.getoption(LONG) else short


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    found = config.stash[MEASURED]
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in terminalreporter.stats.get(outcome, []):
            _note(found, report)
    for reports in terminalreporter.stats.values():
        # The last report of a test knows what its fixtures counted too.
        _add_up(found, [each for each in reports if getattr(each, "when", "") == "teardown"])
    run = [item for item in found.values() if item.outcomes]
    if config.getoption(LONG):
        for item in run:
            line = f"{item.number:4} {item.result:8} {item.seconds:5.0f} s  {item.counted}"
            terminalreporter.write_line(line)
    if there := config.getoption(WRITE_TO):
        there.write_text(_assurance(list(found.values())), encoding="utf-8")


def _note(found: dict[str, Item], report: pytest.TestReport) -> None:
    said = dict(report.user_properties)
    if "battery" not in said:
        return
    item = found[str(said["battery"])]
    item.outcomes["failed" if report.outcome == "failed" else report.outcome] += 1
    item.seconds += report.duration
    if report.outcome == "skipped" and isinstance(report.longrepr, tuple):
        item.skipped.add(report.longrepr[2].removeprefix("Skipped: "))


def _add_up(found: dict[str, Item], reports: list[pytest.TestReport]) -> None:
    for report in reports:
        said = dict(report.user_properties)
        for name, number in report.user_properties if "battery" in said else ():
            if name.startswith(COUNT):
                counts = found[str(said["battery"])].counts
                counts[name.removeprefix(COUNT)] += int(str(number))


def _assurance(found: list[Item]) -> str:
    page = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, autoescape=False)  # noqa: S701  Markdown
    template = page.from_string((HERE / "assurance.md.jinja").read_text("utf-8"))
    return template.render(
        items=found, day=clock.now().date(), python=platform.python_version(), machine=_machine()
    )


def _machine() -> str:
    """Processor and cores, as a reader compares figures."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.machine()}, {len(names)} cores"
