"""Who may import whom: each contract holds, and each finds an import that breaks it."""

from copy import deepcopy
from typing import Any

import grimp
import pytest
from importlinter import Contract
from importlinter.api import read_configuration
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract

from tests.architecture.reading import BACKEND, ROOT

CONFIGURATION = read_configuration(str(ROOT / "pyproject.toml"))
CONTRACTS: dict[str, dict[str, Any]] = {
    options["name"]: options for options in CONFIGURATION["contracts_options"]
}
KINDS: dict[str, type[Contract]] = {
    "layers": LayersContract, "forbidden": ForbiddenContract, "protected": ProtectedContract,
}  # fmt: skip
#: What keeps tables of its own and stands below the capabilities.
GROUND = {"sealing", "web"}
OWNERS = sorted({path.parent.name for path in BACKEND.glob("*/models.py")} - GROUND)
#: By contract: whoever imports what it may not.
BREAKING = {
    "Capabilities stack one way": ("backend.cases.rules.case", "backend.reports.rules.facts"),
    "Inside a capability: routes > forms > actions > queries > models > rules": (
        "backend.grievances.queries.drafts", "backend.grievances.actions.drafting",
    ),
    "Rules are pure": ("backend.cases.rules.clocks", "sqlalchemy"),
    "Only routes and web know HTTP": ("backend.triage.actions.deciding", "fastapi"),
    **{f"Tables of {one} are private": ("backend.app", f"backend.{one}.models") for one in OWNERS},
}  # fmt: skip


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("backend", include_external_packages=True, cache_dir=None)


def kept(name: str, imports: grimp.ImportGraph) -> bool:
    options = CONTRACTS[name]
    contract = KINDS[options["type"]](
        name=name, session_options=CONFIGURATION["session_options"], contract_options=options
    )
    return contract.check(deepcopy(imports), verbose=False).kept


def test_each_contract_is_broken_once_here():
    assert CONTRACTS.keys() == BREAKING.keys()


@pytest.mark.parametrize("name", sorted(CONTRACTS))
def test_a_contract_is_kept_until_somebody_breaks_it(imports: grimp.ImportGraph, name: str):
    assert kept(name, imports)
    importer, imported = BREAKING[name]
    broken = deepcopy(imports)
    broken.add_import(importer=importer, imported=imported)
    assert not kept(name, broken)


def test_a_folder_that_no_layer_names_is_found(imports: grimp.ImportGraph):
    grown = deepcopy(imports)
    grown.add_module("backend.surprise")
    assert not kept("Capabilities stack one way", grown)


def test_a_rule_that_reaches_the_database_by_a_detour_is_found(imports: grimp.ImportGraph):
    by_detour = deepcopy(imports)
    by_detour.add_import(importer="backend.cases.rules.clocks", imported="backend.database.doors")
    assert not kept("Rules are pure", by_detour)
