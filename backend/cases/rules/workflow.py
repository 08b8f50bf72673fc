"""A workflow: stages, moves between them, who may take them, and what they do to the clocks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.accounts.rules import WORKING_ON_CASES
from backend.cases.rules.stages import Stage
from backend.errors import Conflict

OFFICE: frozenset[str] = WORKING_ON_CASES
WHERE_IT_CAME_FROM = "where_it_came_from"


class NoSuchMove(Conflict):
    """The move is not open at this stage, or not for this person. Facts: ``stage``, ``move``."""

    code = "no_such_move"


class TooLate(Conflict):
    """The time in which one may do this is over. Facts: ``until``."""

    code = "too_late"


@dataclass(frozen=True)
class StageRule:
    """``ends``: closed, but may be reopened. ``final``: nothing follows."""

    name: Stage
    clock: str | None = None
    stops: frozenset[str] = frozenset()
    pauses: frozenset[str] = frozenset()
    ends: bool = False
    final: bool = False

    @property
    def open(self) -> bool:
        return not (self.ends or self.final)


@dataclass(frozen=True)
class Move:
    """``to`` is ``None`` where the case goes back to where it came from.

    ``facing``: what must be before the office for it, ``unless``: what must not; see ``Mover``.
    ``starts``: a clock besides that of the stage.
    """

    name: str
    origins: frozenset[Stage]
    to: Stage | None
    by: frozenset[str]
    never: frozenset[str] = frozenset()
    requires: frozenset[str] = frozenset()
    tells: tuple[str, ...] = ()
    within: str | None = None
    facing: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    starts: str | None = None


@dataclass(frozen=True)
class Workflow:
    name: str
    version: int
    from_receipt: tuple[str, ...]
    stages: Mapping[Stage, StageRule]
    moves: Mapping[str, Move]


@dataclass(frozen=True)
class Mover:
    """Somebody who wants to move: what they are here, and what they did on this case before.

    ``kinds``: ``complainant`` or a role; ``past``: ``proposer``, ``decider``, and
    ``earlier_decider`` of a decision that the person came back about. ``facing``: what lies before
    the office, an ``objection`` that nobody has decided, or the proposal to ``set_aside`` the case.
    """

    kinds: frozenset[str]
    past: frozenset[str] = field(default_factory=frozenset)
    facing: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class ClockChanges:
    """Names of clocks; one that runs already goes on running and does not start anew."""

    start: frozenset[str]
    stop: frozenset[str]
    pause: frozenset[str]
    resume: frozenset[str]


def read_workflow(data: Mapping[str, Any]) -> Workflow:
    """Of data that the schema has accepted."""
    stages = {
        Stage(name): StageRule(
            Stage(name),
            clock=rule.get("clock"),
            stops=frozenset(rule.get("stops", ())),
            pauses=frozenset(rule.get("pauses", ())),
            ends=rule.get("ends", False),
            final=rule.get("final", False),
        )
        for name, rule in data["stages"].items()
    }
    open_ones = frozenset(name for name, rule in stages.items() if rule.open)
    moves = {name: _read_move(name, move, open_ones) for name, move in data["moves"].items()}
    return Workflow(data["workflow"], data["version"], tuple(data["from_receipt"]), stages, moves)


def _read_move(name: str, move: Mapping[str, Any], open_ones: frozenset[Stage]) -> Move:
    origins = open_ones if move["from"] == "open" else frozenset(map(Stage, move["from"]))
    return Move(
        name,
        origins,
        None if move["to"] == WHERE_IT_CAME_FROM else Stage(move["to"]),
        OFFICE if move["by"] == "office" else frozenset(move["by"]),
        frozenset(move.get("never", ())),
        frozenset(move.get("requires", ())),
        tuple(move.get("tells", ())),
        move.get("within"),
        frozenset(move.get("facing", ())),
        frozenset(move.get("unless", ())),
        move.get("starts"),
    )


def moves_allowed(workflow: Workflow, stage: Stage, mover: Mover) -> list[Move]:
    return [move for move in workflow.moves.values() if _may(move, stage, mover)]


def the_move(workflow: Workflow, name: str, stage: Stage, mover: Mover) -> Move:
    """The move by its name, or ``NoSuchMove``."""
    move = workflow.moves.get(name)
    if move is None or not _may(move, stage, mover):
        raise NoSuchMove(stage=stage, move=name)
    return move


def _may(move: Move, stage: Stage, mover: Mover) -> bool:
    """Whether this person may, as the case lies before the office."""
    lies_so = move.facing <= mover.facing and not move.unless & mover.facing
    may = bool(move.by & mover.kinds) and not move.never & mover.past
    return stage in move.origins and may and lies_so


def next_stage(move: Move, came_from: Stage | None) -> Stage:
    """Where the move leads; back to ``came_from`` where the move says so."""
    if move.to is not None:
        return move.to
    return came_from or Stage.IN_ASSESSMENT


def clock_changes(workflow: Workflow, before: Stage, after: Stage, move: Move) -> ClockChanges:
    """What the clocks do when a case goes from one stage to another."""
    left, entered = workflow.stages[before], workflow.stages[after]
    fresh = {entered.clock, move.starts} - {None, *workflow.from_receipt}
    start = frozenset(str(name) for name in fresh)
    return ClockChanges(start, entered.stops, entered.pauses, left.pauses - entered.pauses)
