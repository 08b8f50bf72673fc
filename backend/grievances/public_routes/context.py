"""What each page of the form shows."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from backend.accounts.queries import organisations
from backend.cases.rules.routing import choose_handler
from backend.database.doors import Door
from backend.errors import Unacceptable
from backend.grievances.public_routes.tabs import (
    BEGIN_ANEW,
    GO_ON,
    from_another_tab,
    mark_of,
)
from backend.grievances.queries.account_language import language_read, read_as
from backend.grievances.queries.drafts import OpenDraft
from backend.grievances.queries.helplines import emergencies, helplines
from backend.grievances.rules.draft import (
    LONGEST_ACCOUNT,
    LONGEST_TEXT,
    MOST_FILES,
    PAGES,
    PORTAL,
    DraftContents,
    page_before,
)
from backend.jurisdictions.queries import country_choices
from backend.systems.queries.facts import system_facts
from backend.systems.queries.listing import system_choices
from backend.web.forms import Form
from backend.web.templates import refused, render


@dataclass(frozen=True)
class PageShown:
    """``draft``: the first page may be without one. ``form``: what was just typed."""

    locale: str
    page: str
    draft: OpenDraft | None
    form: Form | None = None

    @property
    def contents(self) -> DraftContents | None:
        return self.draft.contents if self.draft and not self.draft.contents.receipt else None


async def show_page(
    request: Request, session: Door, shown: PageShown, status: int = 200
) -> HTMLResponse:
    context = await page_context(request, session, shown)
    name = f"grievances/{shown.page}.html"
    return render(request, name, status, **context)


async def refuse_page(
    request: Request, session: Door, shown: PageShown, refusal: Unacceptable
) -> HTMLResponse:
    """The page again, with what was typed and what is wrong with it."""
    context = await page_context(request, session, shown)
    form = shown.form or Form()
    return refused(request, f"grievances/{shown.page}.html", form, refusal, **context)


async def page_context(request: Request, session: Door, shown: PageShown) -> dict[str, Any]:
    page, locale, values = shown.page, shown.locale, _values(request, shown)
    country, danger = values.get("country", ""), values.get("danger") or "no"
    context = {
        "page": page,
        "values": values,
        "step": PAGES.index(page) + 1,
        "steps": len(PAGES),
        "back": page_before(page),
        "in_danger": danger != "no",
        "helplines": helplines(country, danger, locale),
        "longest_account": LONGEST_ACCOUNT,
        "longest_text": LONGEST_TEXT,
        "most_files": MOST_FILES,
        "files": shown.draft.files if shown.draft else (),
    }
    context |= _tabs(request, shown)
    if page == "story":
        context |= {"countries": country_choices(locale), "emergencies": emergencies(locale)}
    if page in {"system", "check"}:
        known, chosen = await system_choices(session, locale), values.get("system")
        context["systems"] = [s for s in known if country in s.countries or s.slug == chosen]
    if page == "check" and shown.contents:
        context |= await _check_context(session, locale, shown.contents)
    return context


def _tabs(request: Request, shown: PageShown) -> dict[str, Any]:
    """Which complaint this page belongs to, and whether there is a choice to make."""
    asked, form, draft = request.query_params, shown.form, shown.draft
    first = shown.page == PAGES[0]
    elsewhere = first and form is not None and from_another_tab(form, draft)
    return {
        "draft_mark": mark_of(draft),
        "again": "again" in asked,
        "begun": "begun" in asked and shown.contents is not None,
        "choose": elsewhere or bool(form and form.pressed(GO_ON, BEGIN_ANEW)),
        "waiting": draft is not None and draft.contents.receipt is not None,
    }


async def _check_context(session: Door, locale: str, contents: DraftContents) -> dict[str, Any]:
    """Who will read it, and the language that it was read as."""
    system = await system_facts(session, contents.system) if contents.system else None
    known = await organisations(session, locale)
    found = read_as(contents, locale)
    handler = choose_handler(
        known.values(),
        country="" if contents.about == PORTAL else contents.country,
        owner_id=system.owner_id if system else None,
        sector=system.sector if system else None,
        language=contents.language or found.language,
    )
    return {
        "handler": handler.name if handler else None,
        "countries": dict(country_choices(locale)),
        "language": found.language,
        "read": language_read(found, contents.language, locale),
        "converted": contents.converted(),
        "original": contents,
    }


def _values(request: Request, shown: PageShown) -> dict[str, str]:
    """What was just typed, before the answers so far, before what a poster prefilled."""
    asked, contents = request.query_params, shown.contents
    named = {name: asked[name][:80] for name in ("country", "system", "about") if name in asked}
    kept = _answers(contents) if contents else {}
    if shown.page == PAGES[0] and kept and "system" in named:
        # A poster was read while a complaint was begun: its system, with the answers so far.
        kept["system"] = named["system"]
    return named | kept | (shown.form.values() if shown.form else {})


def _answers(contents: DraftContents) -> dict[str, str]:
    values = contents.model_dump(exclude={"account_key", "receipt", "case_id", "answered"})
    year, month, day = (*contents.happened.split("-"), "", "", "")[:3]
    shown = {name: str(value) for name, value in values.items() if value is not None}
    return shown | {"happened_year": year, "happened_month": month, "happened_day": day}
