"""``suara workflow``: is the data that agencies tune as it must be."""

from collections.abc import Iterator
from pathlib import Path

import typer

from backend.cases.queries.reply_files import reply_faults
from backend.cases.queries.workflow_files import workflow_faults
from backend.data_files import WORKFLOWS, DataFault, faults_in

app = typer.Typer(help="The data in workflows/.", no_args_is_help=True)

#: Files and the schema that each must fit.
CHECKED = (
    ("jurisdictions/*.yaml", "jurisdictions/country.schema.json"),
    ("clocks.yaml", "clocks.schema.json"),
    ("reports/*.yaml", "reports/tables.schema.json"),
)


@app.callback()
def about() -> None:
    """The data in workflows/."""


@app.command()
def check() -> None:
    """Name every fault as file, line and reason."""
    faults = [str(fault) for fault in all_faults()]
    for fault in faults:
        print(fault)
    if faults:
        raise typer.Exit(1)
    print("The workflows are as they must be.")


def all_faults(folder: Path = WORKFLOWS) -> Iterator[DataFault]:
    for file in sorted(folder.glob("triage/*.yaml")):
        yield from workflow_faults(file)
    for file in sorted(folder.glob("replies/*.yaml")):
        yield from reply_faults(file)
    for pattern, schema in CHECKED:
        for file in sorted(folder.glob(pattern)):
            yield from faults_in(file, folder / schema)
