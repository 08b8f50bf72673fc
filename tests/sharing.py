"""Which test process gets which files: a house is started once, what is long comes first."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

#: By how a test asks for it: houses of processes that stand until the test process ends.
HOUSES = {
    "demonstration: House": "demonstration",
    "in_every_language: str": "demonstration",
    "services: Services": "services",
}
#: A few tests of each of their files take longer than many of another.
LONG = ("tests/journeys/", "tests/faults/", *HOUSES.values())


class HousesFirst(LoadFileScheduling):
    """Else one process would wait at the end for the other, which has just begun a long file."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return house_of(self.config.rootpath / file) or file

    def _assign_work_unit(self, node: WorkerController) -> None:
        if long := first_long(self.workqueue):
            self.workqueue.move_to_end(long, last=False)
        super()._assign_work_unit(node)


@cache
def house_of(file: Path) -> str:
    """Nothing where its tests look at none of them."""
    text = file.read_text(encoding="utf-8")
    return next((house for asked, house in HOUSES.items() if asked in text), "")


def first_long(waiting: Iterable[str]) -> str:
    return next((scope for scope in waiting if scope.startswith(LONG)), "")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    return HousesFirst(config, log) if config.getoption("dist") == "loadfile" else None
