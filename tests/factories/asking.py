"""Cases that an office has put to the owner of a system, and how the owner answers."""

import secrets
from dataclasses import dataclass

from backend import clock
from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import OrganisationKind, Role
from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.cases.rules.severity import Factors
from backend.database.doors import enter, transaction
from backend.sealing.tools import Tools
from backend.systems.actions import NewSystem
from backend.triage.actions.asking_owner import answer, put_to_owner, take_back
from backend.triage.actions.assessing import assess
from backend.triage.queries.work import Person, Work, work_on
from backend.triage.rules.typed import Described, Words
from tests.factories.accounts import a_member, an_organisation
from tests.factories.cases import a_case
from tests.factories.systems import a_system


@dataclass(frozen=True)
class Parties:
    """A receiving office, the owner of a system, one person at each, and the system."""

    office: NewOrganisation
    owner: NewOrganisation
    worker: NewColleague
    answerer: NewColleague
    system: NewSystem


async def some_parties(tools: Tools, country: str = "LA", **changes: object) -> Parties:
    """Complaints about this system come to this office, and to it no others: by its own sector."""
    engine, master, sector = tools.engine, tools.keyring.master, f"T{secrets.token_hex(3)}"
    office = await an_organisation(engine, master, country=country, locale="en", sectors=(sector,))
    kind = OrganisationKind.SYSTEM_OWNER
    owner = await an_organisation(engine, master, kind=kind, country=country, locale="th")
    return Parties(
        office,
        owner,
        await a_member(engine, office.id, Role.CASEWORKER),
        await a_member(engine, owner.id, Role.SYSTEM_OWNER),
        await a_system(engine, owner.id, sector=sector, **changes),
    )


async def a_case_put_to_owner(
    installation: Installation, parties: Parties, **changes: object
) -> OpenedCase:
    """Assessed by the office, then put to the owner of the system."""
    about = {"country": parties.office.country, "system": parties.system.slug}
    case = await a_case(installation, **about | changes)
    factors = Factors(1, "easy", "1", "no", "none")
    described = Described("B02", factors, parties.system.slug, "en")
    await _work(installation, parties.worker, case, assess, described)
    words = Words("Which rule refused it?", parties.system.slug)
    await _work(installation, parties.worker, case, put_to_owner, words)
    return case


async def the_owner_answers(installation: Installation, parties: Parties, case: OpenedCase) -> None:
    await _work(installation, parties.answerer, case, answer, Words("The rule of 1987."))


async def the_office_takes_back(
    installation: Installation, parties: Parties, case: OpenedCase
) -> None:
    await _work(installation, parties.worker, case, take_back, Words("Wrong system"))


async def _work(installation: Installation, by: NewColleague, case: OpenedCase, act, typed) -> None:
    assert installation.keyring
    person = Person(by.id, by.organisation_id, by.role.value, by.locale)
    async with transaction(installation.engines["desk"]) as session:
        await enter(session, organisation=by.organisation_id)
        at = (case.reference, None, clock.now())
        work: Work = await work_on(session, installation.keyring, person, at)
        await act(session, work, typed)
