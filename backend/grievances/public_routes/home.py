"""The first page, the way into the form, the way out of the site, and what stands about us."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend.accounts.queries import organisations
from backend.grievances.public_routes.drafts import MaybeDraft, address
from backend.grievances.queries.helplines import helplines
from backend.jurisdictions.queries import country_choices, limits
from backend.languages.locales import negotiate
from backend.web.database_session import PublicSession
from backend.web.elsewhere import see_other
from backend.web.locales import PageLocale
from backend.web.templates import render

router = APIRouter()
#: Where a page is left for in a hurry: a search page that says nothing.
NEUTRAL = "https://www.google.com/"


@router.get("/")
async def root(request: Request) -> Response:
    response = see_other(f"/{negotiate(request.headers.get('accept-language', ''))}/")
    response.headers["Vary"] = "Accept-Language"
    return response


@router.get("/{locale}/")
async def home(request: Request, locale: PageLocale, draft: MaybeDraft) -> HTMLResponse:
    del locale
    started = draft is not None and draft.contents.receipt is None and draft.contents.answered
    decide = limits("TH")["decide"]
    return render(request, "grievances/home.html", started=bool(started), decide_days=decide[0])


@router.get("/{locale}/complain")
async def complain(
    request: Request, locale: PageLocale, system: str = "", country: str = ""
) -> Response:
    """Posters and QR codes lead here; what they prefill goes on in the address."""
    del request
    known = "&".join(
        f"{name}={value}"
        for name, value in (("system", system), ("country", country.upper()))
        if value.replace("-", "").isalnum() and value.isascii()
    )
    return see_other(address(locale, "story") + (f"?{known}" if known else ""))


@router.get("/{locale}/about")
async def about(request: Request, locale: PageLocale, session: PublicSession) -> HTMLResponse:
    offices = (await organisations(session, locale)).values()
    receiving = [o for o in offices if o.kind == "receiving_office"]
    return render(request, "grievances/about.html", offices=receiving)


@router.get("/{locale}/privacy")
async def privacy(request: Request, locale: PageLocale) -> HTMLResponse:
    del locale
    return render(request, "grievances/privacy.html")


@router.get("/{locale}/accessibility")
async def accessibility(request: Request, locale: PageLocale) -> HTMLResponse:
    del locale
    return render(request, "grievances/accessibility.html")


@router.get("/{locale}/help")
async def help_page(request: Request, locale: PageLocale) -> HTMLResponse:
    """Every country's helplines on one page."""
    shown = [(name, helplines(code, "yes", locale)) for code, name in country_choices(locale)]
    return render(request, "grievances/help.html", countries=shown)


@router.get("/{locale}/leave")
async def leave(locale: PageLocale) -> Response:
    del locale
    response = see_other(NEUTRAL)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response
