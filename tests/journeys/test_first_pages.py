"""Every page of the public door that stands without a complaint, looked at by a machine."""

import pytest
from playwright.async_api import Page

from tests.journeys.checks import look_at
from tests.journeys.conftest import Site

PAGES = (
    "", "complain/story", "systems", "reports", "follow", "about", "privacy", "accessibility",
    "help",
)  # fmt: skip


@pytest.mark.parametrize("locale", ["en", "th", "id", "my", "ms-Arab", "en-XA"])
@pytest.mark.parametrize("width", [320, 1200])
async def test_the_first_pages_fit_and_are_accessible(
    site: Site, page: Page, locale: str, width: int
):
    await page.set_viewport_size({"width": width, "height": 800})
    for name in PAGES:
        answer = await page.goto(f"{site.origin}/{locale}/{name}")
        assert answer
        assert answer.status == 200, name
        await look_at(page, locale)
