"""Opening a case: handler, reference, keys, clocks, first act and first event."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import OrganisationLine, organisations
from backend.audit.actions import Actor, Happening, record
from backend.cases.actions.clocks import due_times, local_day, start_clocks
from backend.cases.models import Act, Case, CaseReference
from backend.cases.queries.workflow_files import taxonomy_version, workflow_named
from backend.cases.rules.languages import corrected_at_filing
from backend.cases.rules.on_behalf import Help
from backend.cases.rules.references import new_reference
from backend.cases.rules.routing import choose_handler
from backend.cases.rules.stages import Stage
from backend.cases.rules.taxonomy import ABOUT_THE_PORTAL
from backend.clock import to_the_hour
from backend.database.rows import add, add_if_new
from backend.database.wire import together
from backend.errors import Conflict
from backend.ledger.rules import Filed, commitment
from backend.sealing.actions import Holder, hand_over_keys
from backend.sealing.fields import Place, seal_bytes
from backend.sealing.keys import CaseKeys
from backend.systems.queries.facts import system_facts
from backend.systems.queries.lines import SystemFacts

COMPLAINANT = Actor("complainant")


class NoOffice(Conflict):
    """No receiving office can take the case: the installation has no intake office yet."""

    code = "no_office"


@dataclass(frozen=True)
class NewCase:
    """What filing knows. ``system_slug`` may be empty or ``unknown``.

    ``language_read`` is what a program read the account as, before anybody corrected it.

    ``draw`` gives the random bytes of a reference. ``help``: where somebody files it for somebody.
    """

    id: UUID
    country: str
    system_slug: str
    language: str
    language_read: str | None
    interface_language: str
    channel: str
    affected: str | None
    danger: str
    about_portal: bool
    contact_way: str
    size: int
    keys: CaseKeys
    secret: bytes
    salt: bytes
    draw: Callable[[], bytes]
    help: Help | None = None


@dataclass(frozen=True)
class OpenedCase:
    id: UUID
    reference: str
    parties: tuple[UUID, ...]
    filed_on: date
    acknowledge_by: date
    decide_by: date


async def open_case(session: AsyncSession, new: NewCase, at: datetime) -> OpenedCase:
    """Everything that makes a case, within the caller's transaction, which was told the case id."""
    system = await system_facts(session, new.system_slug) if new.system_slug else None
    # Whoever runs the installation answers for this site, wherever the reader is.
    country = "" if new.about_portal else new.country
    handler = await _handler(session, (country, new.language), system)
    reference = await _take_reference(session, new, local_day(handler, at).year)
    # Clocks, too, begin with the hour: when somebody filed is not kept more exactly than that.
    begun, day = to_the_hour(at), local_day(handler, at)
    names = workflow_named("standard").from_receipt
    due = due_times(names, handler, begun, _provisional(new.danger))
    first = min(known.at for known in due.values())
    times = {"filed_at": begun, "stage_since": begun, "due_at": first}
    row = _row(new, system, handler, (reference, day)) | times
    holder = Holder(handler.id, handler.public_key, (handler.id,))
    async with together(session):
        await add(session, Case, **row)
        await hand_over_keys(session, new.id, new.keys, holder, new.secret)
        await start_clocks(session, (new.id, (handler.id,)), due, begun)
        await add(
            session, Act, case_id=new.id, id=uuid4(), parties=[handler.id], move="file",
            from_stage=None, to_stage=Stage.RECEIVED, by_kind="complainant", by_id=None, at=begun,
        )  # fmt: skip
        await record(session, _filed(new, handler, (begun, day)))
    return OpenedCase(
        new.id, reference, (handler.id,), day, due["acknowledge"].told_on, due["decide"].told_on
    )


def _filed(new: NewCase, handler: OrganisationLine, received: tuple[datetime, date]) -> Happening:
    """Of one that came on paper a week ago the record says when it was entered, and by whom."""
    facts = {"channel": new.channel, "country": new.country}
    if new.help is None:
        return Happening("case.filed", COMPLAINANT, new.id, (handler.id,), received[0], facts)
    facts |= {"agreed": new.help.agreed.value, "received_on": received[1].isoformat()}
    helper, entered = Actor("staff", new.help.staff_id), to_the_hour(new.help.entered_at)
    return Happening("case.filed", helper, new.id, (handler.id,), entered, facts)


async def _handler(
    session: AsyncSession, said: tuple[str, str], system: SystemFacts | None
) -> OrganisationLine:
    """``said``: the country, and the language of the account."""
    known = await organisations(session, "en")
    chosen = choose_handler(
        known.values(),
        country=said[0],
        language=said[1],
        owner_id=system.owner_id if system else None,
        sector=system.sector if system else None,
    )
    if chosen is None:
        raise NoOffice
    return chosen


async def _take_reference(session: AsyncSession, new: NewCase, year: int) -> str:
    """A reference that nobody has; one that is taken already is drawn again."""
    while True:
        reference = new_reference(new.country, year, new.draw())
        if await add_if_new(session, CaseReference, reference=reference, case_id=new.id):
            return reference


def _provisional(danger: str) -> str | None:
    """A child or a danger to somebody is critical until a person has looked."""
    return None if danger == "no" else "S4"


def _row(
    new: NewCase,
    system: SystemFacts | None,
    handler: OrganisationLine,
    named: tuple[str, date],
) -> dict[str, object]:
    """``named``: the reference, and the day of filing where the office is."""
    workflow = workflow_named("standard")
    reference, day = named
    filed = Filed(reference, new.country, handler.slug, day)
    return {
        "id": new.id,
        "reference": reference,
        "handler_id": handler.id,
        "parties": [handler.id],
        "country": new.country,
        "system_id": system.id if system else None,
        "language": new.language,
        "language_read": new.language_read,
        "language_corrected_by": corrected_at_filing(new.language_read, new.language),
        "interface_language": new.interface_language,
        "channel": new.channel,
        **_helped(new.help),
        "affected": new.affected,
        "danger": new.danger,
        "category": ABOUT_THE_PORTAL if new.about_portal else None,
        "severity": _provisional(new.danger),
        "contact_way": new.contact_way,
        "size": new.size,
        "stage": Stage.RECEIVED,
        "late": False,
        "lifecycle_stages": [],
        "filed_on": day,
        "workflow": workflow.name,
        "workflow_version": workflow.version,
        "taxonomy_version": taxonomy_version(),
        "revision": 1,
        "commitment": commitment(new.salt, filed),
        "sealed_salt": seal_bytes(new.keys.account, new.salt, Place("cases", "salt", new.id)),
    }


def _helped(by: Help | None) -> dict[str, object]:
    return {"helped_by": by and by.staff_id, "agreed": by and by.agreed}
