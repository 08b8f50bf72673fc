"""The figures of a report as files: CSV and JSON, the same cells as on the page."""

from typing import Any

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse

from backend.errors import Absent
from backend.reports.queries.publications import Edition, published_edition, texts_of
from backend.reports.rules.data_files import open_report, safe_csv
from backend.reports.rules.figures import ReportFigures
from backend.web.database_session import PublicSession
from backend.web.locales import page_locale

router = APIRouter(dependencies=[Depends(page_locale)])


async def figures_in_force(session: PublicSession, slug: str) -> tuple[Edition, ReportFigures]:
    edition = await published_edition(session, slug)
    figures = edition.read if edition else None
    if edition is None or figures is None:
        raise Absent
    return edition, figures


@router.get("/{locale}/reports/{slug}/data.csv")
async def data_csv(slug: str, session: PublicSession) -> Response:
    _, figures = await figures_in_force(session, slug)
    return Response(
        safe_csv(figures), media_type="text/csv; charset=utf-8; header=present",
        headers=_saved_as(slug, "csv"),
    )  # fmt: skip


@router.get("/{locale}/reports/{slug}/data.json")
async def data_json(slug: str, session: PublicSession) -> JSONResponse:
    edition, figures = await figures_in_force(session, slug)
    content: dict[str, Any] = open_report(figures, await texts_of(session, edition.id))
    about = {
        "slug": edition.slug,
        "number": edition.number,
        "published_on": str(edition.published_on),
        "sha256": edition.sha256,
    }
    return JSONResponse(about | content, headers=_saved_as(slug, "json"))


def _saved_as(slug: str, ending: str) -> dict[str, str]:
    """A published slug is made of plain letters, digits and hyphens."""
    return {"Content-Disposition": f'inline; filename="{slug}.{ending}"'}
