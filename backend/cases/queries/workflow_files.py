"""Workflows and the taxonomy, read once from workflows/."""

from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML

from backend.cases.rules.taxonomy import Taxonomy, read_taxonomy
from backend.cases.rules.workflow import Workflow, faults_of, read_workflow
from backend.data_files import WORKFLOWS, DataFault, read_data

FOLDER = WORKFLOWS / "triage"


@lru_cache
def workflow_named(name: str) -> Workflow:
    """A fault in the file ends the start."""
    file = FOLDER / f"{name}.yaml"
    workflow = read_workflow(read_data(file, FOLDER / "workflow.schema.json"))
    for fault in faults_of(workflow):
        raise DataFault(file, 1, fault)
    return workflow


@lru_cache
def taxonomy() -> Taxonomy:
    data: Any = YAML(typ="safe").load((WORKFLOWS / "taxonomy.yaml").read_text(encoding="utf-8"))
    return read_taxonomy(data)


def taxonomy_version() -> str:
    return taxonomy().version
