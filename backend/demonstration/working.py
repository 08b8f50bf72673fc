"""Working on one case up to the stage where it is to stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import held_keys
from backend.audit.actions import Actor
from backend.cases.actions.deciding import Proposal, decide_as_proposed, propose_outcome
from backend.cases.actions.moves import Step, take_step
from backend.cases.actions.opening import OpenedCase
from backend.cases.queries.cases import case_by_id, decision_in_force
from backend.cases.queries.workflow_files import taxonomy
from backend.cases.rules.case import KnownCase
from backend.cases.rules.severity import Factors, severity
from backend.cases.rules.stages import Outcome, Stage
from backend.cases.rules.workflow import Mover
from backend.database.doors import enter
from backend.demonstration.planning import Planned
from backend.demonstration.reading import data
from backend.errors import Absent
from backend.grievances.actions.writing import NewMessage, Sender, write_message
from backend.sealing.keys import Keyring
from backend.sealing.queries import keys_for_organisation
from backend.triage.actions.asking_owner import answer, put_to_owner
from backend.triage.queries.work import Person, Work
from backend.triage.rules.typed import Words

#: The moves that lead to each stage.
_TO_INVESTIGATION = ("acknowledge", "assess", "put_to_owner", "answer")
_TO_DECIDED = ("acknowledge", "assess", "ask_person", "write", "propose", "decide")
PATHS: dict[Stage, tuple[str, ...]] = {
    Stage.ACKNOWLEDGED: ("acknowledge",),
    Stage.IN_ASSESSMENT: ("acknowledge", "assess"),
    Stage.AWAITING_COMPLAINANT: ("acknowledge", "assess", "ask_person"),
    Stage.AWAITING_ORGANISATION: ("acknowledge", "assess", "put_to_owner"),
    Stage.IN_INVESTIGATION: _TO_INVESTIGATION,
    Stage.PROPOSED_RESPONSE: (*_TO_INVESTIGATION, "propose"),
    Stage.DECIDED: _TO_DECIDED,
    Stage.REMEDY_PENDING: (*_TO_DECIDED, "await_remedy"),
    Stage.REOPENED: (*_TO_DECIDED, "not_solved"),
    Stage.CLOSED: (*_TO_DECIDED, "close"),
    Stage.REFERRED: ("acknowledge", "refer"),
    Stage.WITHDRAWN: ("acknowledge", "withdraw"),
}
BY_COMPLAINANT = {"write", "withdraw", "object", "not_solved"}
BY_SUPERVISOR = {"decide", "close"}
OUTCOMES = (Outcome.UPHELD, Outcome.PARTLY_UPHELD, Outcome.NOT_UPHELD)
KINDS = {"acknowledge": "acknowledgement", "ask_person": "question", "refer": "referral"}
#: The kind of text that each needs, and what is done.
WITH_OWNER = {"put_to_owner": ("owner_question", put_to_owner), "answer": ("owner_answer", answer)}
REMEDIES = {Outcome.UPHELD: ("RM01", "RM02"), Outcome.PARTLY_UPHELD: ("RM02",)}


@dataclass(frozen=True)
class Worker:
    """One case with everything that is needed to work on it."""

    session: AsyncSession
    keyring: Keyring
    staff: dict[str, UUID]
    entry: dict[str, Any]
    planned: Planned

    def actor(self, handler: str, move: str) -> Actor:
        if move in BY_COMPLAINANT:
            return Actor("complainant")
        if move == "answer":
            return Actor("staff", self.staff[f"owner@{self.entry['system'][:2]}.example"])
        role = "supervisor" if move in BY_SUPERVISOR else "caseworker"
        return Actor("staff", self.staff[f"{role}@{handler}"])

    def words(self, kind: str) -> tuple[str, str]:
        """A text of this kind in the person's language, else in English, and its language."""
        known = data("office_messages").get(kind, [])
        own = [m for m in known if m["language"] == self.entry["language"]]
        chosen = own or [m for m in known if m["language"] == "en"]
        message = chosen[self.planned.number % len(chosen)]
        return message["text"], message["language"]


async def work_to(worker: Worker, filed: OpenedCase) -> None:
    path = _path(worker)
    case = await case_by_id(worker.session, filed.id)
    if case is None:
        raise Absent
    held = await held_keys(worker.session, worker.keyring, case.handler_id)
    keys = await keys_for_organisation(worker.session, filed.id, held)
    for move, at in zip(path, worker.planned.moments(len(path)), strict=True):
        await _take(worker, filed.id, (move, at), keys)


def _path(worker: Worker) -> tuple[str, ...]:
    """What an update answers was put to the owner; without a system there is none to ask."""
    path, entry = PATHS[worker.planned.stage], worker.entry
    if not entry.get("system"):
        return tuple(move for move in path if move not in {"put_to_owner", "answer"})
    answered = any(
        update["system"] == entry["system"] and entry["category"] in update["answers"]
        for update in data("updates")
    )
    if answered and "decide" in path:
        return tuple({"ask_person": "put_to_owner", "write": "answer"}.get(m, m) for m in path)
    return path


async def _take(
    worker: Worker, case_id: UUID, what: tuple[str, datetime], keys: Mapping[str, bytes]
) -> None:
    move, at = what
    office = await _domain(worker, case_id)
    actor = worker.actor(office, move)
    step = Step(move, _mover(move), actor, at)
    if move in KINDS:
        await _write(worker, (case_id, "office", at), worker.words(KINDS[move]), keys)
    if move == "write":
        text = (worker.entry.get("follow_ups") or [worker.entry["text"]])[0]
        words = (text, worker.entry["language"])
        await _write(worker, (case_id, "complainant", at), words, keys)
    if move == "assess":
        step = _assessed(worker, step)
    if move in WITH_OWNER:
        await _ask_or_answer(worker, case_id, step, keys)
    elif move == "propose":
        await _propose(worker, case_id, step, keys)
    elif move == "decide":
        await _decide(worker, case_id, step, keys)
    elif move == "close":
        values = {"lifecycle_stages": ["LC2"], "root_cause": "data_wrong_or_old"}
        await take_step(worker.session, case_id, Step(move, step.mover, actor, at, values=values))
    else:
        await take_step(worker.session, case_id, step)


async def _ask_or_answer(
    worker: Worker, case_id: UUID, step: Step, keys: Mapping[str, bytes]
) -> None:
    """As somebody at the desk would do it, who has the case before them."""
    case = await case_by_id(worker.session, case_id)
    if case is None or step.actor.id is None:
        raise Absent
    kind, act = WITH_OWNER[step.move]
    role = next(iter(step.mover.kinds))
    await enter(worker.session, organisation=case.handler_id, case_id=case_id)
    person = Person(step.actor.id, case.handler_id, role, "en")
    work = Work(person, case, keys, step.mover, None, step.at)
    await act(worker.session, work, Words(worker.words(kind)[0], worker.entry["system"]))


def _mover(move: str) -> Mover:
    if move in BY_COMPLAINANT:
        return Mover(frozenset({"complainant"}))
    if move == "answer":
        return Mover(frozenset({"system_owner"}))
    return Mover(frozenset({"supervisor" if move in BY_SUPERVISOR else "caseworker"}))


async def _domain(worker: Worker, case_id: UUID) -> str:
    case = await case_by_id(worker.session, case_id)
    return office_of(case) if case else "th.example"


def office_of(case: KnownCase) -> str:
    """The part of the staff's addresses that names the handler's office."""
    return {"ID": "id.example", "MY": "my.example"}.get(case.country, "th.example")


def _assessed(worker: Worker, step: Step) -> Step:
    entry = worker.entry
    factors = Factors(
        harm=entry["harm"],
        reversibility=entry.get("reversibility", "easy"),
        scale_people=str(entry.get("scale_people", "1")),  # type: ignore[arg-type]  # one of them
        ongoing={True: "yes", False: "no"}.get(entry.get("ongoing", "no"), entry["ongoing"]),
        vulnerability=entry.get("vulnerability", "none"),
    )
    subtype = taxonomy().subtypes[entry["category"]]
    values = {
        "category": subtype.code,
        "severity": severity(factors, subtype.floor),
        "severity_factors": vars(factors),
        "assignee_id": step.actor.id if worker.planned.number % 3 else None,
    }
    return Step(step.move, step.mover, step.actor, step.at, values=values)


async def _write(
    worker: Worker,
    what: tuple[UUID, Sender, datetime],
    words: tuple[str, str],
    keys: Mapping[str, bytes],
) -> UUID:
    case_id, sender, at = what
    case = await case_by_id(worker.session, case_id)
    if case is None:
        raise Absent
    message = NewMessage(case_id, (case.handler_id,), sender, words[1], words[0], at)
    return await write_message(worker.session, keys["account"], message)


def _outcome(worker: Worker) -> Outcome:
    return OUTCOMES[worker.planned.number % len(OUTCOMES)]


async def _propose(worker: Worker, case_id: UUID, step: Step, keys: Mapping[str, bytes]) -> None:
    outcome = _outcome(worker)
    reason, language = worker.words(outcome.value)
    due = (step.at + timedelta(days=30)).date()
    remedies = dict.fromkeys(REMEDIES.get(outcome, ()), due)
    proposal = Proposal(outcome, reason, language, remedies)
    await propose_outcome(worker.session, case_id, proposal, keys["office"], step)


async def _decide(worker: Worker, case_id: UUID, step: Step, keys: Mapping[str, bytes]) -> None:
    proposal = await decision_in_force(worker.session, case_id)
    if proposal is None:
        raise Absent
    words = worker.words(proposal.outcome.value)
    message_id = await _write(worker, (case_id, "office", step.at), words, keys)
    decided = (proposal.id, proposal.outcome, message_id)
    await decide_as_proposed(worker.session, case_id, decided, step)
