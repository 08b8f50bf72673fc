"""Workflows as tables, and cases that lie in no database."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from backend.cases.rules.case import KnownCase
from backend.cases.rules.languages import CorrectedBy
from backend.cases.rules.stages import Stage
from backend.cases.rules.workflow import Workflow

_AT = datetime(2026, 3, 2, 4, tzinfo=UTC)


def table_of(workflow: Workflow) -> str:
    """One line for each stage and move that can be taken there."""
    lines = [f"{workflow.name} {workflow.version}"]
    for stage in workflow.stages:
        for move in workflow.moves.values():
            if stage in move.origins:
                to = move.to.value if move.to else "where it came from"
                never = f", never {' or '.join(sorted(move.never))}" if move.never else ""
                within = f", within {move.within}" if move.within else ""
                by = " or ".join(sorted(move.by))
                lies = "".join(f", facing {name}" for name in sorted(move.facing))
                lies += "".join(f", unless {name}" for name in sorted(move.unless))
                starts = f", starts {move.starts}" if move.starts else ""
                ends = f"{never}{within}{lies}{starts}"
                lines.append(f"{stage} -- {move.name} --> {to}: {by}{ends}")
    return "\n".join(lines) + "\n"


def a_known_case(**changes: Any) -> KnownCase:
    """Received in Thailand; handled by one organisation, its system answered for by another."""
    handler, owner = UUID(int=1), UUID(int=2)
    values: dict[str, Any] = {
        "id": UUID(int=3), "reference": "TH-2026-00000-0", "handler_id": handler,
        "owner_id": owner, "parties": (handler, owner), "country": "TH", "system_id": None,
        "language": "th", "language_read": "th",
        "language_corrected_by": CorrectedBy.NONE, "interface_language": "th",
        "channel": "web", "affected": None,
        "danger": "no", "contact_way": "none", "stage": Stage.RECEIVED, "stage_since": _AT,
        "came_from": None, "category": None, "severity": None, "severity_factors": None,
        "assignee_id": None, "due_at": None, "late": False, "outcome": None,
        "lifecycle_stages": (), "root_cause": None, "filed_at": _AT,
        "filed_on": date(2026, 3, 2), "closed_on": None, "destroyed_on": None,
        "workflow": "standard", "revision": 1,
    }  # fmt: skip
    return KnownCase(**(values | changes))
