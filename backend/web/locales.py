"""The language in an address: one that is offered, or the way to one that is."""

from typing import Annotated

from fastapi import Depends, Request

from backend.errors import Absent
from backend.languages.locales import best_offered, by_segment
from backend.web.elsewhere import Elsewhere
from backend.web.reader import here_in


async def page_locale(request: Request, locale: str) -> str:
    """The locale of ``/{locale}/…``; one that is not offered yet leads to the best that is."""
    trying = bool(getattr(request.app.state, "with_test_locales", False))
    known = by_segment(locale, with_test_only=trying)
    if known is None:
        raise Absent
    if not known.offered and not trying:
        accepted = request.headers.get("accept-language", "")
        raise Elsewhere(here_in(request, best_offered(locale, accepted)))
    return known.tag


PageLocale = Annotated[str, Depends(page_locale)]
