"""Transparency reports, for everybody."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from backend.accounts.queries import organisations
from backend.errors import Absent
from backend.reports.queries.listing import PAGE, ReportFilter, published_reports
from backend.reports.queries.publications import published_editions, texts_of
from backend.reports.queries.report_page import page_words, report_page
from backend.reports.rules.editions import State
from backend.web.database_session import PublicSession
from backend.web.locales import PageLocale
from backend.web.templates import render

router = APIRouter()


@router.get("/{locale}/reports")
async def reports(
    request: Request,
    locale: PageLocale,
    session: PublicSession,
    wanted: Annotated[ReportFilter, Query()],
) -> HTMLResponse:
    found = await published_reports(session, wanted)
    return render(
        request,
        "reports/list.html",
        lines=found[:PAGE],
        after=found[PAGE - 1].key if len(found) > PAGE else "",
        offices=await organisations(session, locale),
        wanted=wanted,
    )


@router.get("/{locale}/reports/{slug}")
async def report(
    request: Request, locale: PageLocale, slug: str, session: PublicSession
) -> HTMLResponse:
    """The version in force; of those before it only number, dates, hash and reason."""
    versions = await published_editions(session, slug)
    edition = next((each for each in versions if each.state is State.PUBLISHED), None)
    if edition is None:
        raise Absent
    texts = await texts_of(session, edition.id)
    page = await report_page(session, edition, texts, locale)
    if page is None:
        raise Absent
    words = page_words(page, versions, locale)
    return render(request, "reports/report.html", published=True, **words)
