"""What a machine can see of a page: axe-core, sideways scrolling, lines over lines, language."""

import os
import re
from functools import cache
from pathlib import Path

import axe_playwright_python
from playwright.async_api import Page

#: Where PICTURES=1 keeps pictures of the pages for people to look at.
PICTURES = Path(__file__).resolve().parents[2] / "screenshots"
DIRECTIONS = {"ms-Arab": "rtl"}
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

#: Boxes of text that share more than a sliver of height and width though neither holds the other.
_OVERLAPS = """() => {
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const hidden = '.unseen, .skip, option, details:not([open]) > :not(summary)';
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.data.trim() || node.parentElement.closest(hidden)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width > 2 && box.height > 2) boxes.push({box, words: node.data.trim().slice(0, 40)});
    }
  }
  const found = [];
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
    const a = boxes[i].box, b = boxes[j].box;
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    if (wide > 3 && high > 0.45 * Math.min(a.height, b.height)) {
      found.push(boxes[i].words + ' / ' + boxes[j].words);
    }
  }
  return found;
}"""


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
    """Nothing that axe-core finds, no sideways scrolling, no lines over lines, right language.

    ``name`` is what the picture is called where the address does not say enough.
    """
    here = page.url
    assert await page.locator("html").get_attribute("lang") == locale
    assert await page.locator("html").get_attribute("dir") == DIRECTIONS.get(locale, "ltr")
    found = await violations(page)
    assert not found, "\n".join([here, *found])
    too_wide = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert too_wide <= 0, f"{here} is {too_wide} px too wide"
    assert await page.evaluate(_OVERLAPS) == [], here
    if os.environ.get("PICTURES"):
        await keep_picture(page, locale, name)


async def keep_picture(page: Page, locale: str, name: str) -> None:
    width = (page.viewport_size or {"width": 0})["width"]
    named = name or re.sub(rf"^https?://[^/]+/({locale}/)?", "", page.url)
    plain = re.sub(r"[^a-z0-9]+", "-", named.lower()).strip("-") or "home"
    folder = PICTURES / f"{width}"
    folder.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=folder / f"{locale}-{plain}.png", full_page=True)
