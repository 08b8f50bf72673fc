"""Signing in while the account is closed or reset, and codes that work once, by many at once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
import pytest

from backend import clock
from backend.accounts.actions import absences, on_call, people, resets, second_factors, signing_in
from backend.accounts.actions.changing import end_employment
from backend.accounts.actions.people import NewColleague
from backend.accounts.queries import Colleague, colleagues
from backend.accounts.queries.signing_in import staff_session, waiting_resets
from backend.accounts.rules import Role
from backend.accounts.rules.signing_in import Resettable
from backend.app import Installation
from backend.audit.actions import Actor
from backend.database.addresses import Addresses
from backend.database.doors import Door, transaction
from backend.sealing.tools import Tools
from tests.factories.accounts import PASSWORD
from tests.factories.office import Desk, a_desk
from tests.factories.racing import RACERS, Line, Ran, race, room_for_racers
from tests.factories.second_factor import Phone

pytestmark = pytest.mark.battery("T19")
OTHER = "another long sentence"
Doing = Callable[[Door], Awaitable[Any]]
Wait = Callable[[], Awaitable[Any]]


@dataclass(frozen=True)
class House:
    desk: Desk
    chief: NewColleague

    async def once(self, doing: Doing, line: Line | None = None) -> Any:
        """In a transaction of its own, as one request."""
        engine = self.desk.installation.engines["desk"]
        async with transaction(engine, organisation=self.desk.office.id) as session:
            if line:
                await line.ready()
            return await doing(session)

    async def race(self, doing: Doing, racers: int) -> Ran:
        line = Line(racers)
        return await race(self.once(doing, line) for _ in range(racers))

    async def known(self, *whose: NewColleague) -> list[Colleague]:
        found = await self.once(lambda session: colleagues(session, self.desk.office.id))
        return [next(one for one in found if one.id == member.id) for member in whose]

    async def reset_code(self, member: NewColleague, what: Resettable) -> str:
        """Asked for by the chief, approved by somebody else."""
        (whom,), second = await self.known(member), await self.desk.member(Role.SUPERVISOR)
        now = clock.now()
        await self.once(
            lambda s: resets.ask_for_reset(s, whom, what, (Actor("staff", self.chief.id), now))
        )
        lines = await self.once(lambda s: waiting_resets(s, self.desk.office.id, now))
        (line,) = [one for one in lines if one.staff_id == member.id]
        by = (Actor("staff", second.id), now)
        code: str = await self.once(lambda s: resets.approve_reset(s, line, "en", by))
        return code


async def at_once() -> None:
    return


@pytest.fixture(scope="module")
async def house(
    tools: Tools, installation: Installation, database: Addresses
) -> AsyncIterator[House]:
    async with room_for_racers(installation, database) as roomy:
        desk = await a_desk(tools, roomy)
        yield House(desk, await desk.member(Role.ADMINISTRATOR))


@pytest.fixture
def rounds(
    scale: Callable[[int, int], int], counted: Callable[[str, int], None]
) -> Callable[[int], range]:
    """How often, in the long form; a few times in the short one."""

    def count(long: int, racers: int = RACERS) -> range:
        number = scale(1, long)
        counted("races", number)
        counted("racers", number * racers)
        return range(number)

    return count


async def signs_in(house: House, member: NewColleague, wait: Wait = at_once) -> str:
    """The password is right; between that and the new session something else may happen."""
    engine, typed = house.desk.installation.engines["desk"], (member.email, PASSWORD)
    master = house.desk.tools.keyring.master
    async with transaction(engine, organisation=member.organisation_id) as session:
        known = signing_in.Typed(*typed)
        found = await signing_in.check_sign_in(session, master, known, clock.now())
        await wait()
        return await signing_in.start_session(session, found, clock.now())


@pytest.mark.parametrize("end", ["the password is reset", "the account is closed"])
async def test_nobody_is_in_by_what_was_ended_while_they_signed_in(
    house: House, rounds: Callable[[int], range], end: str
):
    """Some go on at the same moment, some when all of it is over."""
    for _ in rounds(12):
        member, line, over = await house.desk.member(), Line(3), asyncio.Event()
        (known,) = await house.known(member)
        code = await house.reset_code(member, Resettable.PASSWORD)

        async def ended(session: Door, code: str = code, known: Colleague = known) -> None:
            if end == "the account is closed":
                await end_employment(session, known, Actor("staff", house.chief.id), clock.now())
            else:
                await resets.use_reset(session, code, OTHER, clock.now())

        async def ends(line: Line = line, over: asyncio.Event = over) -> None:
            await house.once(ended, line)
            over.set()

        waits = (line.ready, line.ready, over.wait, over.wait)
        ran = await race([ends(), *(signs_in(house, member, wait) for wait in waits)])
        assert ran.broken == []
        assert len(ran.refused) >= 2
        for token in [people.token_hash(token) for token in ran.won if token]:
            assert await house.once(lambda s, token=token: staff_session(s, token)) is None


async def test_a_session_that_was_ended_is_not_renewed(
    house: House, rounds: Callable[[int], range]
):
    for _ in rounds(12):
        member = await house.desk.member()
        token, now = await signs_in(house, member), clock.now()
        await house.once(lambda s, m=member, n=now: people.end_every_session(s, m.id, n))
        renewed = await house.once(lambda s, t=token, n=now: signing_in.renew_token(s, t, n))
        assert renewed is None


async def test_setting_up_a_second_factor_ends_what_the_password_alone_had_begun(house: House):
    """Or whoever stole the password and came first would be taken for proved from then on."""
    member = await house.desk.member()
    ours, stolen = [await signs_in(house, member) for _ in range(2)]
    fresh = await house.once(lambda s: signing_in.renew_token(s, ours, clock.now()))
    alive = [
        await house.once(lambda s, t=token: signing_in.continue_session(s, t, clock.now()))
        for token in (fresh, ours, stolen)
    ]
    assert [bool(each) for each in alive] == [True, False, False]


async def test_one_second_factor_is_set_up_and_the_others_are_told(
    house: House, rounds: Callable[[int], range], administrator: psycopg.Connection
):
    master = house.desk.tools.keyring.master
    for _ in rounds(12):
        member = await house.desk.member()
        secret, _ = second_factors.offer_secret(master, member.id)
        given, whom = (secret, Phone(secret).code()), (member.organisation_id, member.id)
        ran = await house.race(
            lambda s, w=whom, g=given: second_factors.set_up_factor(s, master, w, g, clock.now()),
            RACERS,
        )
        assert (len(ran.won), ran.broken) == (1, [])
        assert {refusal.code for refusal in ran.refused} == {"second_factor_present"}
        count = "SELECT count(*) FROM second_factors WHERE staff_id = %s"
        assert administrator.execute(count, (member.id,)).fetchone() == (1,)


async def test_an_invitation_is_accepted_once(house: House, rounds: Callable[[int], range]):
    for number in rounds(12):
        who = f"new-{number}-{house.desk.office.slug}@example.org"
        new = NewColleague(house.desk.office.id, who, "New", Role.AUDITOR, "en")
        token = await house.once(
            lambda s, n=new: people.invite(s, n, Actor("operator"), clock.now())
        )
        ran = await house.race(
            lambda s, t=token: people.accept_invitation(s, t, PASSWORD, clock.now()), RACERS
        )
        assert (len(ran.won), len(ran.refused), ran.broken) == (1, RACERS - 1, [])


@pytest.mark.parametrize("what", Resettable)
async def test_a_code_of_a_reset_is_used_once(
    house: House, rounds: Callable[[int], range], what: Resettable
):
    for _ in rounds(12):
        code = await house.reset_code(await house.desk.member(), what)
        ran = await house.race(lambda s, c=code: resets.use_reset(s, c, OTHER, clock.now()), RACERS)
        assert (len(ran.won), len(ran.refused), ran.broken) == (1, RACERS - 1, [])


async def test_a_reset_is_asked_for_once_and_an_absence_entered_once(
    house: House, rounds: Callable[[int], range], administrator: psycopg.Connection
):
    away = absences.Away(date(2027, 1, 1), date(2027, 1, 9), house.chief.id)
    for _ in rounds(25):
        member, now = await house.desk.member(), clock.now()
        (whom,) = await house.known(member)
        by = Actor("staff", house.chief.id)
        asked = await house.race(
            lambda s, w=whom, b=(by, now): resets.ask_for_reset(s, w, Resettable.PASSWORD, b),
            RACERS,
        )
        entered = await house.race(
            lambda s, w=whom, n=now: absences.enter_absence(s, w, away, (house.chief.id, n)),
            RACERS,
        )
        assert [(len(ran.won), ran.broken) for ran in (asked, entered)] == [(1, [])] * 2
        for table in ("resets", "absences"):
            count = f"SELECT count(*) FROM {table} WHERE staff_id = %s"  # noqa: S608  ours
            assert administrator.execute(count, (member.id,)).fetchone() == (1,)


async def test_of_two_lists_of_who_is_on_call_one_stands_as_a_whole(
    house: House, rounds: Callable[[int], range], administrator: psycopg.Connection
):
    able = await house.known(*[await house.desk.member() for _ in range(4)])
    (by,) = await house.known(house.chief)
    lists = [{str(one.id) for one in part} for part in (able[:2], able[2:], able[1:3])]
    for _ in rounds(25):
        line = Line(RACERS)
        chosen = [lists[number % len(lists)] for number in range(RACERS)]
        ran = await race(
            house.once(lambda s, c=c: on_call.name_on_call(s, able, c, by, clock.now()), line)
            for c in chosen
        )
        assert (len(ran.won), ran.broken) == (RACERS, [])
        query = "SELECT staff_id::text FROM on_call WHERE organisation_id = %s"
        rows = administrator.execute(query, (house.desk.office.id,)).fetchall()
        assert {one for (one,) in rows} in lists
