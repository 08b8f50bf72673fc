"""A case that an office has decided, and what becomes of it when the person objects."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text

from backend import clock
from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import Role
from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.cases.rules.stages import Outcome
from backend.database.doors import transaction
from backend.grievances.queries.following import Followed, followed
from backend.grievances.queries.opening import Opened
from backend.objections.rules import Reasoned, Reversed
from backend.reports.actions.noting import note_facts
from backend.sealing.tools import Tools
from backend.triage.actions import assessing, deciding
from backend.triage.rules.typed import Proposed, Words
from tests.factories.office import ACCOUNT_KEY, Desk, a_desk

NO = Proposed(Outcome.NOT_UPHELD, "The rules were kept.", "en")
OTHER = Reversed(Outcome.UPHELD, Reasoned("They were not kept.", "en"), {})
KEPT = Reasoned("We looked at it again.", "en")
LATER = timedelta(hours=2)


@dataclass(frozen=True)
class Decided:
    """A case that was decided against the person, and by whom."""

    desk: Desk
    case: OpenedCase
    proposer: NewColleague
    decider: NewColleague

    async def object(self) -> None:
        await self.desk.complainant_acts(self.case, "object", clock.now() + LATER)

    async def read(self) -> Followed:
        """As the person who complained reads it."""
        engine = self.desk.installation.engines["public"]
        async with transaction(engine, case_id=self.case.id) as session:
            opened = Opened(self.case.id, b"", ACCOUNT_KEY)
            found = await followed(session, opened, clock.now() + LATER)
        assert found
        return found


async def decided(tools: Tools, installation: Installation, **place: str) -> Decided:
    desk = await a_desk(tools, installation, **place)
    case = await desk.case()
    proposer, decider = await desk.member(), await desk.member(Role.SUPERVISOR)
    await desk.do(assessing.assess, case, desk.described(), member=proposer)
    await desk.do(deciding.propose, case, NO, member=proposer)
    await desk.do(deciding.decide, case, Words(), member=decider)
    return Decided(desk, case, proposer, decider)


async def counted(tools: Tools, case: OpenedCase) -> tuple[str, str | None, bytes]:
    """Its fact: the objection, the outcome and the office."""
    async with transaction(tools.engine) as session:
        await note_facts(session, tools.keyring, case.id, clock.now() + LATER)
        connection = await session.connection()
        query = text(
            "SELECT objection, outcome, office_id FROM facts WHERE office_id = :office"
        )  # fmt: skip
        row = (await connection.execute(query, {"office": case.parties[0]})).one()
    return row[0], row[1], row[2]
