"""Messages about one case go by one job, and each comes to its own end."""

import psycopg
import pytest

from backend import clock
from backend.accounts.actions.people import NewColleague
from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.database.addresses import Addresses
from backend.database.doors import transaction
from backend.sealing.tools import Tools
from tests.factories.mail import Postbox, make_due, open_postbox, run_jobs, with_mail
from tests.factories.office import Desk, a_desk
from tests.factories.taking_in import take_in

STATES = "SELECT state, attempts FROM outbox WHERE case_id = %s AND staff_id = %s"
#: As they were put there when each message had a job of its own.
AS_BEFORE = """
UPDATE procrastinate_jobs
SET args = jsonb_build_object('case_id', args->'case_id', 'message_id', args->'message_ids'->0)
WHERE task_name = 'grievances.deliver' AND args->>'case_id' = %s RETURNING 1
"""


@pytest.fixture
async def desk(tools: Tools, installation: Installation) -> Desk:
    return await a_desk(tools, installation)


def states(
    administrator: psycopg.Connection, case: OpenedCase, members: list[NewColleague]
) -> list[tuple[str, int]]:
    return [administrator.execute(STATES, (case.id, m.id)).fetchone() for m in members]


@pytest.mark.battery("T6")
async def test_whatever_becomes_of_one_the_others_are_sent_once(
    desk: Desk, tools: Tools, database: Addresses, administrator: psycopg.Connection
):
    members = [await desk.member(name=f"{n} May") for n in range(4)]
    busy, unknown = members[1].email, members[2].email
    await run_jobs(with_mail(tools, None), database)
    case = await desk.case()
    with open_postbox(Postbox(says={busy: "451 busy", unknown: "550 nobody"})) as postbox:
        await run_jobs(with_mail(tools, postbox.url), database)
        sent, failed = ("sent", 1), ("failed", 1)
        assert states(administrator, case, members) == [sent, ("again", 1), failed, sent]
        postbox.says.clear()
        make_due(administrator)
        await run_jobs(with_mail(tools, postbox.url), database)
    assert states(administrator, case, members) == [sent, ("sent", 2), failed, sent]
    assert [len(postbox.mails_to(member.email)) for member in members] == [1, 1, 0, 1]


async def test_a_job_of_before_is_still_done(
    desk: Desk, tools: Tools, database: Addresses, administrator: psycopg.Connection
):
    member = await desk.member()
    await run_jobs(with_mail(tools, None), database)
    case = await desk.case()
    async with transaction(tools.engine) as session:
        await take_in(session, tools.keyring, case.id, clock.now())
    assert administrator.execute(AS_BEFORE, (str(case.id),)).fetchall() == [(1,)]
    with open_postbox(Postbox()) as postbox:
        await run_jobs(with_mail(tools, postbox.url), database)
    assert len(postbox.mails_to(member.email)) == 1
    assert states(administrator, case, [member]) == [("sent", 1)]
