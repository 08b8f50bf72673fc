"""Every move of the workflow by sixteen at once: one moves the case, the others are told."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

import psycopg
import pytest

from backend import clock
from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import Role
from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.cases.queries.workflow_files import workflow_named
from backend.cases.rules.stages import Ground, Outcome
from backend.database.addresses import Addresses
from backend.objections import actions as objections
from backend.objections.rules import Aside, Reasoned, Reversed
from backend.sealing.tools import Tools
from backend.triage.actions import asking_owner, assessing, deciding
from backend.triage.rules.typed import Closing, Proposed, Words
from tests.factories.office import Desk, a_desk
from tests.factories.racing import RACERS, Line, Ran, race, room_for_racers

pytestmark = pytest.mark.battery("T19")
UPHELD = Proposed(Outcome.UPHELD, "You are right.", "en")
NO = Proposed(Outcome.NOT_UPHELD, "The rules were kept.", "en")
SPAM = Aside(Ground.SPAM, Reasoned("An advertisement.", "en"))
KEPT = Reasoned("We looked at it again.", "en")
OTHER = Reversed(Outcome.UPHELD, Reasoned("They were not kept.", "en"), {})
#: What is left of a move: its act, its event in the record, the stage that it led to.
TRACES = """SELECT (SELECT count(*) FROM acts a WHERE a.case_id = c.id AND a.move = %(move)s),
  (SELECT count(*) FROM events e WHERE e.case_id = c.id AND e.action = 'case.' || %(move)s),
  c.revision, c.stage FROM cases c WHERE c.id = %(case)s"""


class Staged(NamedTuple):
    """A move: who may take it, by which action, with what; the moves that lead up to it."""

    by: str
    act: Any = None
    typed: Any = None
    after: tuple[str, ...] = ()


ASSESSED, PROPOSED = ("assess",), ("assess", "propose")
DECIDED = (*PROPOSED, "decide")
MOVES: dict[str, Staged] = {
    "acknowledge": Staged("worker", assessing.acknowledge, Words()),
    "assess": Staged("worker", assessing.assess, "described"),
    "refer": Staged("worker", deciding.refer, Words("Dear police", "police", "1 Main Street")),
    "withdraw": Staged("complainant"),
    "ask_person": Staged("worker", assessing.ask_person, Words("When?"), ASSESSED),
    "write": Staged("complainant", after=(*ASSESSED, "ask_person")),
    "go_on": Staged("worker", assessing.go_on, Words("Silence"), (*ASSESSED, "ask_person")),
    "put_to_owner": Staged("worker", asking_owner.put_to_owner, "question", ASSESSED),
    "answer": Staged("owner", asking_owner.answer, Words("Rule 7"), (*ASSESSED, "put_to_owner")),
    "take_back": Staged(
        "worker", asking_owner.take_back, Words("Wrong"), (*ASSESSED, "put_to_owner")
    ),
    "propose": Staged("worker", deciding.propose, UPHELD, ASSESSED),
    "propose_set_aside": Staged("worker", objections.propose_to_set_aside, SPAM, ASSESSED),
    "return_proposal": Staged("decider", deciding.return_proposal, Words("Why?"), PROPOSED),
    "decide": Staged("decider", deciding.decide, Words(), PROPOSED),
    "set_aside": Staged("decider", objections.set_aside, None, (*ASSESSED, "propose_set_aside")),
    "await_remedy": Staged("worker", deciding.await_remedy, Words(), DECIDED),
    "close": Staged("other", deciding.close, Closing(("deployment",), "data"), DECIDED),
    "object": Staged("complainant", after=DECIDED),
    "not_solved": Staged("complainant", after=DECIDED),
    "reject_objection": Staged("other", objections.reject, KEPT, (*DECIDED, "object")),
    "reverse": Staged("other", objections.reverse, OTHER, (*DECIDED, "object")),
    "take_up_again": Staged("other", objections.take_up_again, KEPT, (*DECIDED, "object")),
}


@dataclass(frozen=True)
class Course:
    """A desk with room for all racers; the people, and the connection that sees what is left."""

    desk: Desk
    people: dict[str, NewColleague]
    administrator: psycopg.Connection

    async def take(self, case: OpenedCase, move: str, line: Line | None = None) -> None:
        staged = MOVES[move]
        if staged.by == "complainant":
            await self._as_the_person(case, move)
            return
        member = self.people[staged.by]
        async with self.desk.work(member, case.reference, (None, None)) as (session, work):
            if line:
                await line.ready()
            await staged.act(session, work, self._typed(staged.typed))

    async def _as_the_person(self, case: OpenedCase, move: str) -> None:
        at = clock.now() + timedelta(hours=1)
        if move == "write":
            await self.desk.complainant_writes(case, "It was a Monday.", at)
        else:
            await self.desk.complainant_acts(case, move, at)

    def _typed(self, typed: Any) -> Any:
        if typed == "question":
            return Words("Which rule?", self.desk.system)
        return self.desk.described() if typed == "described" else typed

    async def case_before(self, move: str) -> OpenedCase:
        case = await self.desk.case()
        for step in MOVES[move].after:
            await self.take(case, step)
        return case

    def traces(self, case: OpenedCase, move: str) -> tuple[int, int, int, str]:
        found = self.administrator.execute(TRACES, {"move": move, "case": case.id}).fetchone()
        assert found
        return found

    async def start(self, case: OpenedCase, *moves: str, racers: int = RACERS) -> Ran:
        """They all have read the case before the first of them changes it."""
        chosen = [moves[number % len(moves)] for number in range(racers)]
        line = Line(sum(MOVES[move].by != "complainant" for move in chosen))
        return await race(self.take(case, move, line) for move in chosen)


@pytest.fixture(scope="module")
async def course(
    tools: Tools, installation: Installation, database: Addresses, administrator: psycopg.Connection
) -> AsyncIterator[Course]:
    async with room_for_racers(installation, database) as roomy:
        desk = await a_desk(tools, roomy)
        roles = {
            "worker": Role.CASEWORKER, "decider": Role.SUPERVISOR, "other": Role.SUPERVISOR,
            "owner": Role.SYSTEM_OWNER,
        }  # fmt: skip
        people = {name: await desk.member(role) for name, role in roles.items()}
        yield Course(desk, people, administrator)


def test_every_move_of_the_workflow_is_raced():
    assert MOVES.keys() == workflow_named("standard").moves.keys()


@pytest.mark.parametrize("move", MOVES)
async def test_of_all_who_take_a_move_at_once_one_does(
    course: Course,
    move: str,
    scale: Callable[[int, int], int],
    counted: Callable[[str, int], None],
):
    to = workflow_named("standard").moves[move].to
    for _ in range(rounds := scale(1, 10)):
        case = await course.case_before(move)
        acts, events, revision, before = course.traces(case, move)
        ran = await course.start(case, move, racers=scale(8, RACERS))
        assert ran.broken == []
        # What a person sends twice is received once, without a word about the second.
        assert len(ran.won) == 1 or MOVES[move].by == "complainant"
        acts_after, events_after, revision_after, stage = course.traces(case, move)
        # What the person writes besides is on record too, and moves nothing.
        written = len(ran.won) if move == "write" else 1
        assert (acts_after - acts, events_after - events) == (1, written)
        assert revision_after == revision + 1
        assert stage == to if to else stage != before
    counted("races", rounds)
    counted("racers", rounds * scale(8, RACERS))


PAIRS = [
    ("reject_objection", "reverse", "take_up_again"), ("decide", "return_proposal"),
    ("answer", "take_back"), ("acknowledge", "assess", "refer", "withdraw"),
    ("ask_person", "propose", "put_to_owner", "propose_set_aside", "withdraw"),
    ("write", "go_on", "withdraw"), ("await_remedy", "close", "object", "not_solved"),
]  # fmt: skip


@pytest.mark.parametrize("moves", PAIRS, ids=" ".join)
async def test_of_different_moves_at_once_each_is_whole_or_was_refused(
    course: Course,
    moves: tuple[str, ...],
    scale: Callable[[int, int], int],
    counted: Callable[[str, int], None],
):
    """Some may follow one another; none is taken twice, and each act has its event."""
    for _ in range(rounds := scale(1, 25)):
        case = await course.case_before(moves[0])
        first = course.traces(case, moves[0])[2]
        ran = await course.start(case, *moves, racers=scale(8, RACERS))
        assert ran.broken == []
        left = {move: course.traces(case, move) for move in moves}
        taken = {move: acts for move, (acts, *_) in left.items()}
        # What the person writes besides is on record too, and moves nothing.
        noted = {move: events for move, (_, events, *_) in left.items() if move != "write"}
        assert max(taken.values()) <= 1, left
        assert noted.items() <= taken.items(), left
        assert left[moves[0]][2] - first == sum(taken.values()) >= 1
    counted("races", rounds)
    counted("racers", rounds * scale(8, RACERS))
