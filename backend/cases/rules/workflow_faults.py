"""What a schema cannot see in a workflow: cases that get stuck, clocks that never end."""

from collections.abc import Callable, Iterator

from backend.cases.rules.names import HAPPENED
from backend.cases.rules.stages import Stage
from backend.cases.rules.workflow import OFFICE, Move, Workflow

#: Where in the file the fault lies, and what it is.
Fault = tuple[tuple[str, ...], str]
DESK = OFFICE | {"reviewer"}
#: What the form of each move can ask for, so that a workflow may require it.
ASKED: dict[str, frozenset[str]] = {
    "acknowledge": frozenset({"message"}),
    "assess": frozenset({"category", "severity", "system"}),
    "ask_person": frozenset({"message"}),
    "go_on": frozenset({"reason"}),
    "put_to_owner": frozenset({"system", "question"}),
    "answer": frozenset({"answer"}),
    "take_back": frozenset({"reason"}),
    "propose": frozenset({"outcome", "reason", "remedies"}),
    "propose_set_aside": frozenset({"ground", "reason"}),
    "reject_objection": frozenset({"reason"}),
    "reverse": frozenset({"outcome", "reason", "remedies"}),
    "take_up_again": frozenset({"reason"}),
    "return_proposal": frozenset({"note"}),
    "close": frozenset({"lifecycle_stage", "root_cause"}),
    "refer": frozenset({"body", "address", "letter"}),
}
#: The only clock that may run on in a closed case: until then one may object.
AFTER_CLOSING = frozenset({"contest"})


def faults_of(workflow: Workflow) -> list[Fault]:
    """Stages that do not exist come first: nothing else can be judged before."""
    unknown = list(_unknown_stages(workflow))
    checks = (
        _unnamed_moves, _unasked, _unreached, _dead_ends, _owners_moves, _endless_clocks,
        _unset_limits,
    )  # fmt: skip
    return unknown or [fault for check in checks for fault in check(workflow)]


def _unknown_stages(workflow: Workflow) -> Iterator[Fault]:
    if Stage.RECEIVED not in workflow.stages:
        yield ("stages",), "received is missing: there every case begins"
    for move in workflow.moves.values():
        named = sorted(move.origins) + ([move.to] if move.to else [])
        for stage in named:
            if stage not in workflow.stages:
                yield ("moves", move.name), f"{move.name} names {stage}, which is no stage here"


def _unnamed_moves(workflow: Workflow) -> Iterator[Fault]:
    for name in workflow.moves:
        if name not in HAPPENED:
            yield ("moves", name), f"{name} is no move that this programme knows"


def _unasked(workflow: Workflow) -> Iterator[Fault]:
    for move in workflow.moves.values():
        for name in sorted(move.requires - ASKED.get(move.name, frozenset())):
            yield ("moves", move.name, "requires"), f"{move.name} cannot ask for {name}"


def _unreached(workflow: Workflow) -> Iterator[Fault]:
    reached = _reached(workflow, {Stage.RECEIVED}, lambda _: True)
    for stage in workflow.stages:
        if stage not in reached:
            yield ("stages", stage.value), f"nothing leads from received to {stage}"


def _dead_ends(workflow: Workflow) -> Iterator[Fault]:
    """From each open stage the office alone must come to an end, whoever else keeps silent."""
    for stage, rule in workflow.stages.items():
        if not rule.open:
            continue
        ahead = _reached(workflow, {stage}, lambda move: bool(move.by & DESK))
        if all(workflow.stages[other].open for other in ahead):
            yield ("stages", stage.value), f"the office cannot bring a case from {stage} to an end"


def _reached(workflow: Workflow, begun: set[Stage], allowed: Callable[[Move], bool]) -> set[Stage]:
    """Stages that one comes to. A move back leads to whatever led to where it starts."""
    reached = set(begun)
    while True:
        ways = [m for m in workflow.moves.values() if m.origins & reached and allowed(m)]
        found = {m.to for m in ways if m.to} | {
            stage for m in ways if m.to is None for stage in _before(workflow, m.origins & reached)
        }
        if found <= reached:
            return reached
        reached |= found


def _before(workflow: Workflow, stages: frozenset[Stage]) -> set[Stage]:
    return {s for m in workflow.moves.values() if m.to in stages for s in m.origins - stages}


def _owners_moves(workflow: Workflow) -> Iterator[Fault]:
    """Whoever answers for the system neither triages nor closes."""
    for move in workflow.moves.values():
        if "system_owner" not in move.by:
            continue
        answers = move.origins == {Stage.AWAITING_ORGANISATION} and "answer" in move.requires
        if not answers or move.to is None or not workflow.stages[move.to].open:
            reason = "the system's owner may only answer what it was asked"
            yield ("moves", move.name, "by"), f"{move.name}: {reason}"


def _endless_clocks(workflow: Workflow) -> Iterator[Fault]:
    running = _running(workflow)
    for stage, rule in workflow.stages.items():
        left = running[stage] - (AFTER_CLOSING if rule.ends else frozenset())
        if not rule.open and left:
            clocks = ", ".join(sorted(left))
            yield ("stages", stage.value), f"{clocks} may still run when a case is {stage}"


def _running(workflow: Workflow) -> dict[Stage, frozenset[str]]:
    """The clocks that may run at each stage, by whatever way a case came there."""
    running = {stage: frozenset[str]() for stage in workflow.stages}
    running[Stage.RECEIVED] = frozenset(workflow.from_receipt)
    while True:
        before = dict(running)
        for move in workflow.moves.values():
            for origin in move.origins:
                for after in [move.to] if move.to else _before(workflow, frozenset({origin})):
                    started = frozenset({move.starts} if move.starts else ())
                    running[after] |= _entered(workflow, after, running[origin]) | started
        if running == before:
            return running


def _entered(workflow: Workflow, stage: Stage, running: frozenset[str]) -> frozenset[str]:
    rule = workflow.stages[stage]
    fresh = rule.clock is not None and rule.clock not in workflow.from_receipt
    return (running - rule.stops) | (frozenset({str(rule.clock)}) if fresh else frozenset())


def _unset_limits(workflow: Workflow) -> Iterator[Fault]:
    started = {rule.clock for rule in workflow.stages.values()}
    started |= {move.starts for move in workflow.moves.values()}
    for move in workflow.moves.values():
        if move.within and move.within not in started:
            yield ("moves", move.name, "within"), f"no stage starts the clock {move.within}"
