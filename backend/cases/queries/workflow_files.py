"""Workflows and the taxonomy, read once from workflows/."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from backend.cases.rules.taxonomy import Taxonomy, read_taxonomy
from backend.cases.rules.workflow import Workflow, read_workflow
from backend.cases.rules.workflow_faults import faults_of
from backend.data_files import WORKFLOWS, DataFault, faults_in, line_in, read_data

FOLDER = WORKFLOWS / "triage"
SCHEMA = FOLDER / "workflow.schema.json"


@lru_cache
def workflow_named(name: str) -> Workflow:
    """A fault in the file ends the start."""
    file = FOLDER / f"{name}.yaml"
    for fault in workflow_faults(file):
        raise fault
    return read_workflow(read_data(file, SCHEMA))


def workflow_faults(file: Path) -> list[DataFault]:
    """Those that the schema sees; where it sees none, those of the workflow as a whole."""
    seen = list(faults_in(file, SCHEMA))
    if seen:
        return seen
    workflow = read_workflow(read_data(file, SCHEMA))
    return [DataFault(file, line_in(file, path), why) for path, why in faults_of(workflow)]


@lru_cache
def taxonomy() -> Taxonomy:
    data: Any = YAML(typ="safe").load((WORKFLOWS / "taxonomy.yaml").read_text(encoding="utf-8"))
    return read_taxonomy(data)


def taxonomy_version() -> str:
    return taxonomy().version
