"""What the pages of filing for others show."""

from operator import itemgetter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Request

from backend import clock
from backend.accounts.staff import SignedIn, desk, keyring_of
from backend.cases.rules import names
from backend.cases.rules.on_behalf import CHANNELS, TALKING, Agreed
from backend.grievances.queries.helplines import helplines
from backend.grievances.rules.draft import LONGEST_ACCOUNT, LONGEST_TEXT
from backend.jurisdictions.queries import country_choices
from backend.languages.identification import UNKNOWN
from backend.languages.locales import OURS
from backend.languages.sorting import in_order
from backend.on_behalf.queries.filings import OpenFiling, filing_of, filings_of
from backend.on_behalf.queries.offices import offices_for
from backend.on_behalf.rules.filing import Entry
from backend.systems.queries.listing import system_choices
from backend.web.database_session import DeskSession
from backend.web.forms import read_id
from backend.web.language_names import named_in

HERE = "/desk/file"


async def theirs(
    request: Request, session: DeskSession, staff: SignedIn, filing_id: UUID
) -> OpenFiling:
    """A filing of whoever is signed in; of anybody else it is absent."""
    whose = (staff.organisation_id, staff.id, filing_id)
    return await filing_of(session, keyring_of(request), whose, clock.now())


def today_of(staff: SignedIn) -> Any:
    """The day where the helper is."""
    return clock.now().astimezone(ZoneInfo(staff.zone)).date()


async def form_context(request: Request, session: DeskSession, staff: SignedIn) -> dict[str, Any]:
    """The form, and what of this person still waits."""
    staff_ids = (staff.organisation_id, staff.id)
    filings = await filings_of(session, staff_ids, clock.now())
    return {
        "filings": filings,
        "today": today_of(staff),
        "channels": CHANNELS,
        "agreements": tuple(Agreed),
        "longest_account": LONGEST_ACCOUNT,
        "longest_text": LONGEST_TEXT,
        "systems": await system_choices(session, staff.locale),
        "put_away": "put_away" in request.query_params,
        "changing": read_id(request.query_params.get("filing", "")),
        **_words(staff.locale),
        **desk(staff),
    }


def _words(locale: str) -> dict[str, Any]:
    named = named_in(locale)
    languages = in_order([(tag, named(tag)) for tag in OURS], locale, itemgetter(1))
    return {
        "names": names,
        "countries": country_choices(locale),
        "languages": languages,
        "account_languages": [*languages, (UNKNOWN, named(UNKNOWN))],
        "language_named": named,
    }


async def check_context(
    session: DeskSession, staff: SignedIn, filing: OpenFiling
) -> dict[str, Any]:
    """Everything as it will be filed, to be read aloud."""
    entry = filing.contents.entries[0]
    offices = await offices_for(session, (entry,), staff.locale)
    systems = await system_choices(session, staff.locale)
    contents = entry.contents
    return {
        "filing": filing.line,
        "entry": entry,
        "contents": contents,
        "talking": entry.channel in TALKING,
        "handler": next(iter(offices)),
        "system": next((s for s in systems if s.slug == contents.system), None),
        "in_danger": contents.in_danger(),
        "helplines": helplines(contents.country, contents.danger, staff.locale),
        **_words(staff.locale),
        **desk(staff),
    }


async def many_context(session: DeskSession, staff: SignedIn, filing: OpenFiling) -> dict[str, Any]:
    """A table: which office gets how many, or how far the worker has come."""
    entries = filing.contents.entries
    offices = await offices_for(session, entries, staff.locale)
    in_danger = [entry.row for entry in entries if entry.contents.in_danger()]
    return {
        "filing": filing.line,
        "offices": offices.most_common(),
        "in_danger": in_danger,
        **desk(staff),
    }


def answers_of(entry: Entry) -> dict[str, str]:
    """As the fields of the form have them."""
    contents = entry.contents
    year, month, day = (*contents.happened.split("-"), "", "", "")[:3]
    same = (
        "country", "account", "system", "system_text", "danger", "wanted", "affected",
        "contact_way", "name", "email", "phone",
    )  # fmt: skip
    return {name: str(getattr(contents, name)) for name in same} | {
        "channel": entry.channel,
        "agreed": entry.agreed.value,
        "person_language": entry.locale,
        "received_on": entry.received_on.isoformat(),
        "happened_year": year,
        "happened_month": month,
        "happened_day": day,
    }
