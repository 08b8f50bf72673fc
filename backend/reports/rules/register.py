"""M1 and M2 of the register of AI systems: exact counts, as the register is public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backend.reports.rules.approved import TableSpec
from backend.reports.rules.disclosure.values import TOTAL, Cell, Row, Table
from backend.reports.rules.frame import Frame

_IN_USE = frozenset({"pilot", "production"})
_ETHICAL = frozenset({"ethical", "asean_annex_a", "aia", "fria_hria"})
_WATCHED = frozenset(
    {"in_the_loop", "over_the_loop", "human_in_the_loop", "human_over_the_loop"},
)
#: Evidence of human oversight counts for so long.
_EVIDENCE_LASTS = timedelta(days=365)
#: Where no end is set, an assessment is valid for so long.
_VALID_FOR = timedelta(days=730)


@dataclass(frozen=True)
class AssessmentOf:
    """``covers_current``: no material change since the version that was assessed."""

    kind: str
    status: str
    completed_on: date | None
    valid_until: date | None
    covers_current: bool
    public: bool


@dataclass(frozen=True)
class OversightOf:
    mode: str
    role: str
    can_override: bool
    evidence_on: date | None


@dataclass(frozen=True)
class RegisteredSystem:
    id: str
    countries: tuple[str, ...]
    phase: str
    risk_tier: str
    risk_basis: str
    assessments: tuple[AssessmentOf, ...] = ()
    oversights: tuple[OversightOf, ...] = ()


@dataclass(frozen=True)
class RecordedUpdate:
    """``system`` is the slug of the system's page in the register; ``countries`` are its own."""

    id: str
    system: str
    live_from: date
    countries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Register:
    """Published entries only."""

    systems: tuple[RegisteredSystem, ...] = ()
    updates: tuple[RecordedUpdate, ...] = ()


def assessments_table(register: Register, spec: TableSpec, frame: Frame) -> Table:
    """M1 by country; a privacy assessment alone does not count."""
    rows: list[Row] = []
    for country, systems in _by_country(register, frame):
        in_use = [system for system in systems if system.phase in _IN_USE]
        done = [system for system in in_use if _assessed(system, frame.end)]
        published = [
            s for s in done if any(_valid(a, frame.end) and a.public for a in s.assessments)
        ]
        numbers = {
            "systems": len(in_use),
            "assessed": len(done),
            "expired": sum(_expired(system, frame.end) for system in in_use),
            "privacy_only": sum(_privacy_only(system) for system in in_use),
        }
        rows += [Row(country, name, "systems", _exact(n)) for name, n in numbers.items()]
        rows.append(Row(country, "assessed", "percent", exact_share(len(done), len(in_use))))
        rows.append(Row(country, "public", "percent", exact_share(len(published), len(done))))
    return Table(spec.id, spec.metric, ("country", "statistic"), tuple(rows))


def oversight_table(register: Register, spec: TableSpec, frame: Frame) -> Table:
    """M2 by country. A missing record is not overseen."""
    rows: list[Row] = []
    for country, systems in _by_country(register, frame):
        high = [s for s in systems if s.risk_tier == "high" and s.phase == "production"]
        declared = sum(any(map(_declared, s.oversights)) for s in high)
        evidenced = sum(any(_evidenced(o, frame.end) for o in s.oversights) for s in high)
        rows.append(Row(country, "high_risk", "systems", _exact(len(high))))
        for name, n in (("declared", declared), ("evidenced", evidenced)):
            rows.append(Row(country, name, "systems", _exact(n)))
            rows.append(Row(country, name, "percent", exact_share(n, len(high))))
        for basis in sorted({s.risk_basis for s in high}):
            n = sum(s.risk_basis == basis for s in high)
            rows.append(Row(country, f"basis_{basis}", "systems", _exact(n)))
    return Table(spec.id, spec.metric, ("country", "statistic"), tuple(rows))


def exact_share(n: int, d: int) -> Cell:
    """Not applicable where there is nothing to have a share of."""
    return Cell("ok", (200 * n + d) // (2 * d), n, d) if d else Cell("x")


def _exact(n: int) -> Cell:
    return Cell("ok", n)


def _by_country(register: Register, frame: Frame) -> list[tuple[str, Sequence[RegisteredSystem]]]:
    shown = [s for s in register.systems if set(s.countries) & set(frame.countries)]
    each = [(country, [s for s in shown if country in s.countries]) for country in frame.countries]
    return [*each, (TOTAL, shown)]


def _assessed(system: RegisteredSystem, on: date) -> bool:
    return any(_valid(assessment, on) for assessment in system.assessments)


def _valid(assessment: AssessmentOf, on: date) -> bool:
    return _completed(assessment, on) and _ends(assessment) > on and assessment.covers_current


def _expired(system: RegisteredSystem, on: date) -> bool:
    ever = any(_completed(assessment, on) for assessment in system.assessments)
    return ever and not _assessed(system, on)


def _privacy_only(system: RegisteredSystem) -> bool:
    completed = {a.kind for a in system.assessments if a.status == "completed"}
    return bool(completed) and not completed & _ETHICAL


def _completed(assessment: AssessmentOf, on: date) -> bool:
    done = assessment.completed_on
    ethical = assessment.kind in _ETHICAL and assessment.status == "completed"
    return ethical and done is not None and done <= on


def _ends(assessment: AssessmentOf) -> date:
    if assessment.valid_until is not None:
        return assessment.valid_until
    return (assessment.completed_on or date.min) + _VALID_FOR


def _declared(oversight: OversightOf) -> bool:
    return oversight.mode in _WATCHED and bool(oversight.role)


def _evidenced(oversight: OversightOf, on: date) -> bool:
    seen = oversight.evidence_on
    recent = seen is not None and timedelta(0) <= on - seen <= _EVIDENCE_LASTS
    return _declared(oversight) and oversight.can_override and recent
