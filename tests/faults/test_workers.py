"""Workers killed while they work: each job has its effect once, and none is stuck."""

import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from uuid import UUID

import pytest

from backend.accounts.rules import Role
from backend.cases.actions.opening import OpenedCase
from backend.database.doors import transaction
from backend.database.queue import enqueue
from tests.factories.crew import SENT, TOLD, Crew, a_crew
from tests.factories.mail import Postbox, open_postbox
from tests.factories.office import Desk, a_desk
from tests.factories.places import Place, a_place

pytestmark = pytest.mark.battery("T2")
#: What is put into the outbox for one case, each for one reader.
TELL = ("complainant_wrote", "decided", "owner_answered", "owner_question")
MESSAGES = ("new_case", *TELL)
EFFECTS = """
SELECT template, count(*), count(*) FILTER (WHERE state = 'sent') FROM outbox
WHERE case_id = %s GROUP BY template ORDER BY template
"""
Count = Callable[[str, int], None]
Scale = Callable[[int, int], int]


@pytest.fixture(scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    async with a_place(tmp_path_factory.mktemp("crew") / "data") as made:
        yield made


@pytest.fixture(scope="module")
def crew(place: Place) -> Iterator[Crew]:
    with open_postbox(Postbox()) as postbox, a_crew(place, postbox) as made:
        yield made


@pytest.fixture(scope="module")
async def desk(place: Place) -> Desk:
    """One caseworker there, and one person who answers for the system."""
    made = await a_desk(place.tools, place.installation)
    await made.member()
    await made.member(Role.SYSTEM_OWNER)
    return made


async def a_told_case(desk: Desk) -> OpenedCase:
    """Its filing is one job; four more tell somebody of it, and each of these leads to a mail."""
    address = f"{secrets.token_hex(6)}@reader.example"
    case = await desk.case(contact_way="email", name="Lim", email=address)
    about = {"case_id": str(case.id)}
    async with transaction(desk.tools.engine) as session:
        await enqueue(session, "grievances.tell_office", act="write", **about)
        await enqueue(session, "grievances.tell_complainant", template="decided", **about)
        await enqueue(session, "triage.tell_office", template="owner_answered", **about)
        owner = str(desk.owner.id)
        await enqueue(session, "triage.tell_owner", organisation_id=owner, **about)
    return case


def missing_and_twice(crew: Crew, cases: list[OpenedCase]) -> tuple[int, int]:
    """Of all that each case must have had told, sent, counted and made findable."""
    missing = twice = 0
    for case in cases:
        for known in [*(told(crew, case.id).get(t, 0) for t in MESSAGES), tokens(crew, case.id)]:
            missing, twice = missing + (known == 0), twice + max(known - 1, 0)
    return missing, twice


def told(crew: Crew, case_id: UUID) -> dict[str, int]:
    rows = crew.queue.execute(EFFECTS, (case_id,)).fetchall()
    assert all(put_in == sent for _, put_in, sent in rows), rows
    return {template: put_in for template, put_in, _ in rows}


def tokens(crew: Crew, case_id: UUID) -> int:
    ask = "SELECT count(*) FROM case_tokens WHERE case_id = %s"
    return int(crew.queue.execute(ask, (case_id,)).fetchone()[0])


def facts(crew: Crew) -> int:
    return int(crew.queue.execute("SELECT count(*) FROM facts").fetchone()[0])


def messages(crew: Crew) -> int:
    """But invitations, which are sent in the course of it."""
    ask = "SELECT count(*) FROM outbox WHERE template <> 'invitation'"
    return int(crew.queue.execute(ask).fetchone()[0])


def names_of_mails(crew: Crew) -> list[str]:
    """The Message-ID of everything that arrived, but of invitations."""
    readers = {address for envelope in crew.postbox.envelopes for address in envelope.rcpt_tos}
    mails = [mail for reader in readers for mail in crew.postbox.mails_to(reader)]
    return [mail["Message-ID"] for mail in mails if "desk/invitation" not in mail.get_content()]


async def test_each_job_has_its_effect_once_whoever_is_killed(
    crew: Crew, desk: Desk, scale: Scale, counted: Count
):
    kills, jobs, workers = scale(3, 20), scale(60, 600), scale(2, 3)
    cases, in_hand, before = [], 0, (facts(crew), messages(crew))
    crew.postbox.envelopes.clear()
    for _ in range(kills):
        crew.begin(workers)
        cases += [await a_told_case(desk) for _ in range(jobs // kills // len(MESSAGES))]
        in_hand += crew.kill_one_at_work()
    crew.begin(workers)
    assert crew.is_done()
    missing, twice = missing_and_twice(crew, cases)
    mails = names_of_mails(crew)
    counted("workers killed", kills)
    counted("jobs put in", len(cases) * len(MESSAGES))
    counted("jobs in the hands of the killed", in_hand)
    counted("effects missing", missing)
    counted("effects twice", twice)
    counted("mails delivered twice under one Message-ID", len(mails) - len(set(mails)))
    assert in_hand
    assert (missing, twice) == (0, 0)
    assert facts(crew) - before[0] == len(cases)
    assert len(set(mails)) == messages(crew) - before[1] == len(cases) * len(MESSAGES)


@pytest.mark.parametrize("noted", [True, False], ids=["noted", "control"])
async def test_what_a_living_worker_forgot_is_done_and_told_once(
    crew: Crew, desk: Desk, counted: Count, *, noted: bool
):
    """It lost the database in that moment, so nobody takes it for dead.

    The control takes away the note that the jobs keep of their effect: all four are told twice.
    """
    crew.begin(2)
    with crew.held(TOLD, len(TELL), killed=False):
        case = await a_told_case(desk)
    if not noted:
        crew.queue.execute("DELETE FROM procrastinate_events WHERE type = 'succeeded'")
    crew.forget()
    assert crew.is_done()
    times = 1 if noted else 2
    what = "jobs cut off between commit and end" if noted else "effects twice seen by the control"
    counted(what, len(TELL))
    assert told(crew, case.id) == dict.fromkeys(MESSAGES, times) | {"new_case": 1}


async def test_killed_between_its_commit_and_the_end_of_its_job_it_tells_nobody_twice(
    crew: Crew, desk: Desk, counted: Count
):
    """Four jobs in the hands of two workers, who die after they told and before they said so."""
    crew.begin(2)
    with crew.held(TOLD, len(TELL)):
        case = await a_told_case(desk)
    crew.begin(1)
    assert crew.is_done()
    counted("jobs cut off between commit and end", len(TELL))
    assert told(crew, case.id) == dict.fromkeys(MESSAGES, 1)


async def test_a_mail_that_was_taken_before_its_worker_died_is_sent_again_under_the_same_name(
    crew: Crew, desk: Desk, counted: Count
):
    """SMTP has no way to ask whether a mail was taken, so it is sent at least once."""
    crew.begin(1)
    for name in list(crew.at_work)[1:]:
        crew.kill(name)
    crew.postbox.envelopes.clear()
    with crew.held(SENT, 1):
        case = await a_told_case(desk)
    taken = names_of_mails(crew)
    assert len(taken) == 1
    crew.begin(1)
    assert crew.is_done()
    mails = names_of_mails(crew)
    counted("mails delivered twice under one Message-ID", len(mails) - len(set(mails)))
    assert sorted(mails) == sorted([*taken, *set(mails)])
    assert told(crew, case.id) == dict.fromkeys(MESSAGES, 1)
