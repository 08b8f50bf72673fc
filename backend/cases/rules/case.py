"""A case as other capabilities know it: codes, days and ids, no words."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from backend.cases.rules.languages import CorrectedBy
from backend.cases.rules.on_behalf import Agreed
from backend.cases.rules.stages import Outcome, Stage


@dataclass(frozen=True)
class KnownCase:
    id: UUID
    reference: str
    handler_id: UUID
    owner_id: UUID | None
    parties: tuple[UUID, ...]
    country: str
    system_id: UUID | None
    language: str
    language_read: str | None
    language_corrected_by: CorrectedBy
    interface_language: str
    channel: str
    affected: str | None
    danger: str
    contact_way: str
    stage: Stage
    stage_since: datetime
    came_from: Stage | None
    category: str | None
    severity: str | None
    severity_factors: dict[str, Any] | None
    assignee_id: UUID | None
    due_at: datetime | None
    late: bool
    outcome: Outcome | None
    lifecycle_stages: tuple[str, ...]
    root_cause: str | None
    filed_at: datetime
    filed_on: date
    closed_on: date | None
    destroyed_on: date | None
    workflow: str
    revision: int
    helped_by: UUID | None = None
    agreed: Agreed | None = None
