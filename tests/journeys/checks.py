"""What a machine can see of a page: axe-core, sideways scrolling, touching ink, language."""

import os
import re
from functools import cache
from pathlib import Path

import axe_playwright_python
from playwright.async_api import Page

from tests.journeys.english import left_in_english

#: Where PICTURES=1 keeps pictures of the pages for people to look at.
PICTURES = Path(__file__).resolve().parents[2] / "screenshots"
LONGEST_NAME = 100
DIRECTIONS = {"ms-Arab": "rtl"}
_LOOK = (Path(__file__).parent / "look_at_page.js").read_text(encoding="utf-8")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_TOO_WIDE = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
  [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth)
    .map(e => `${e.tagName} ${e.className} ${e.textContent.trim().slice(0, 60)}`)"""


#: Where scripts are off, timers never fire; axe-core only uses them to let a page breathe.
_WITHOUT_TIMERS = """() => {
  window.setTimeout = (then, _, ...given) => { Promise.resolve().then(() => then(...given)); };
}"""


@cache
def _axe() -> str:
    folder = Path(axe_playwright_python.__file__).parent
    return (folder / "axe.min.js").read_text(encoding="utf-8")


async def violations(page: Page) -> list[str]:
    await page.evaluate(_WITHOUT_TIMERS)
    await page.evaluate(_axe())
    run = "rules => axe.run(document, {runOnly: rules, preload: false})"
    result = await page.evaluate(run, _RULES)
    return [
        f"{found['id']}: {node['html'][:160]}"
        for found in result["violations"]
        for node in found["nodes"]
    ]


async def look_at(page: Page, locale: str, name: str = "") -> None:
    """Nothing that axe-core finds, no sideways scrolling, no ink on ink, nothing left in English.

    ``name`` is what the picture is called where the address does not say enough.
    """
    await page.wait_for_load_state()
    here = page.url
    assert await page.locator("html").get_attribute("lang") == locale
    assert await page.locator("html").get_attribute("dir") == DIRECTIONS.get(locale, "ltr")
    found = await violations(page)
    assert not found, "\n".join([here, *found])
    too_wide = await page.evaluate(_TOO_WIDE)
    assert not too_wide, "\n".join([here, *too_wide])
    seen = await page.evaluate(_LOOK, locale)
    assert not seen["touching"], "\n".join([here, *seen["touching"]])
    english = left_in_english(seen["texts"], locale)
    assert not english, "\n".join([here, *english])
    if os.environ.get("PICTURES"):
        await keep_picture(page, locale, name)


async def keep_picture(page: Page, locale: str, name: str) -> None:
    width = (page.viewport_size or {"width": 0})["width"]
    named = name or re.sub(rf"^https?://[^/]+/({locale}/)?", "", page.url)
    plain = re.sub(r"[^a-z0-9]+", "-", named.lower()).strip("-") or "home"
    folder = PICTURES / f"{width}"
    folder.mkdir(parents=True, exist_ok=True)
    short = plain[:LONGEST_NAME].strip("-")
    await page.screenshot(path=folder / f"{locale}-{short}.png", full_page=True)
