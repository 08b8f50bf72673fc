"""The demonstration: loaded once, and who may sign in to it."""

import importlib
import importlib.util

PASSWORD = "suara-demo"  # noqa: S105  accepted in the demonstration only
OFFICES = ("th.example", "id.example", "my.example")
STAFF = (
    "caseworker", "supervisor", "reviewer", "communications", "second.communications",
    "administrator", "auditor", "owner",
)  # fmt: skip
#: There is one of each only.
ALONE = ("helper@th.example", "owner@portal.example")


def load() -> None:
    """Only into an empty database. By name: this and the loader know nothing of each other."""
    if importlib.util.find_spec("backend.demonstration.load"):
        importlib.import_module("backend.demonstration.load").load_if_empty()


def staff_lines() -> tuple[str, ...]:
    return (
        f"Staff of the demonstration, password {PASSWORD}:",
        *(f"  {', '.join(STAFF)} @{office}" for office in OFFICES),
        f"  {', '.join(ALONE)}",
        "  Each reads the desk in a language of their own; at my.example it is English.",
    )
