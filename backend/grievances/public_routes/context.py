"""What each page of the form shows."""

from typing import Any

from fastapi import Request

from backend.accounts.queries import organisations
from backend.cases.rules.routing import choose_handler
from backend.database.doors import Door
from backend.grievances.queries.account_language import read_as
from backend.grievances.queries.drafts import OpenDraft
from backend.grievances.queries.helplines import emergencies, helplines
from backend.grievances.rules.draft import (
    LONGEST_ACCOUNT,
    LONGEST_TEXT,
    MOST_FILES,
    PAGES,
    DraftContents,
    page_before,
)
from backend.jurisdictions.queries import country_choices
from backend.systems.queries.facts import system_facts
from backend.systems.queries.listing import system_choices


async def page_context(
    request: Request, session: Door, locale: str, what: tuple[str, OpenDraft | None]
) -> dict[str, Any]:
    """``what`` is the page and the draft, which the story page may be without."""
    page, draft = what
    contents = draft.contents if draft and not draft.contents.receipt else None
    values = _values(request, contents)
    country = values.get("country", "")
    danger = values.get("danger") or "no"
    shown = {
        "page": page,
        "values": values,
        "errors": {},
        "step": PAGES.index(page) + 1,
        "steps": len(PAGES),
        "back": page_before(page),
        "in_danger": danger != "no",
        "helplines": helplines(country, danger, locale),
        "longest_account": LONGEST_ACCOUNT,
        "longest_text": LONGEST_TEXT,
        "most_files": MOST_FILES,
        "files": draft.files if draft else (),
        "again": "again" in request.query_params,
    }
    if page == "story":
        shown["countries"] = country_choices(locale)
        shown["emergencies"] = emergencies(locale)
    if page in {"system", "check"}:
        shown["systems"] = [
            s for s in await system_choices(session, locale) if country in s.countries
        ]
    if page == "check" and contents:
        shown |= await _check_context(session, locale, contents)
    return shown


async def _check_context(session: Door, locale: str, contents: DraftContents) -> dict[str, Any]:
    """Who will read it, and the language that it was read as."""
    system = await system_facts(session, contents.system) if contents.system else None
    known = await organisations(session, locale)
    handler = choose_handler(
        known.values(),
        country=contents.country,
        owner_id=system.owner_id if system else None,
        sector=system.sector if system else None,
    )
    read = read_as(contents, locale)
    return {
        "handler": handler.name if handler else None,
        "countries": dict(country_choices(locale)),
        "language": read.language,
        "converted": contents.original is not None,
    }


def _values(request: Request, contents: DraftContents | None) -> dict[str, str]:
    """Answers so far as fields; on the first page, what a poster prefilled."""
    if contents is None:
        return {name: request.query_params.get(name, "")[:80] for name in ("country", "system")}
    values = contents.model_dump(exclude={"account_key", "receipt", "case_id", "answered"})
    year, month, day = (*contents.happened.split("-"), "", "", "")[:3]
    shown = {name: str(value) for name, value in values.items() if value is not None}
    return shown | {"happened_year": year, "happened_month": month, "happened_day": day}
