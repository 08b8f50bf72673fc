"""What the register hands out: frozen values, never rows."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.languages.texts import Worded


@dataclass(frozen=True)
class SystemLine:
    """One system as a list shows it."""

    id: UUID
    slug: str
    owner_id: UUID
    name: Worded
    purpose: Worded
    sector: str
    countries: tuple[str, ...]
    phase: str


@dataclass(frozen=True)
class SystemFacts:
    """What other capabilities need to know of a system."""

    id: UUID
    slug: str
    owner_id: UUID
    sector: str


@dataclass(frozen=True)
class VersionLine:
    id: UUID
    name: str
    live_from: date


@dataclass(frozen=True)
class UpdateLine:
    """A model update as the register shows it; how many cases it answered stands in reports."""

    id: UUID
    system_id: UUID
    version: str
    live_from: date
    what_changed: Worded
    why: Worded


@dataclass(frozen=True)
class OversightLine:
    mode: str
    can_override: bool
    evidence_kind: str | None
    evidence_on: date | None


@dataclass(frozen=True)
class SystemPage:
    line: SystemLine
    oversight_text: Worded
    oversight_role: Worded
    contact: str
    risk_tier: str
    risk_basis: str
    automation_level: str
    oversights: tuple[OversightLine, ...]
    versions: tuple[VersionLine, ...]
    updates: tuple[UpdateLine, ...]

    def as_answers(self) -> dict[str, str]:
        """As the fields of the form about it."""
        watched = self.oversights[0] if self.oversights else None
        return {
            "contact": self.contact,
            "phase": self.line.phase,
            "sector": self.line.sector,
            "risk_tier": self.risk_tier,
            "risk_basis": self.risk_basis,
            "automation_level": self.automation_level,
            "oversight_mode": watched.mode if watched else "",
            "evidence_kind": (watched.evidence_kind or "") if watched else "",
            "evidence_on": watched.evidence_on.isoformat()
            if watched and watched.evidence_on
            else "",
        }
