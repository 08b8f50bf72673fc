"""Tables with bars on the smallest phone, in the language with the widest words."""

import pytest
from playwright.async_api import Browser

from tests.factories.house import House
from tests.journeys.people import somebody

#: A word of which parts stand on more than one line.
PARTED = """() => {
  const parted = [];
  for (const head of document.querySelectorAll('.bars th')) {
    const walker = document.createTreeWalker(head, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      for (const word of walker.currentNode.data.matchAll(/[^\\s\\u00a0/-]+/g)) {
        const range = document.createRange();
        range.setStart(walker.currentNode, word.index);
        range.setEnd(walker.currentNode, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
        if (lines.size > 1) parted.push(word[0]);
      }
    }
  }
  return parted;
}"""


@pytest.mark.parametrize("width", [320, 360])
async def test_words_in_heads_of_bars_stay_whole(
    browser: Browser, demonstration: House, width: int
):
    reader = await somebody(browser, demonstration.origin, "ta")
    await reader.page.set_viewport_size({"width": width, "height": 740})
    await reader.open("/ta/reports")
    address = await reader.page.locator('main a[href*="/reports/"]').first.get_attribute("href")
    assert address
    await reader.open(address)
    assert await reader.page.locator(".bars th[scope=row]").count() > 1
    assert await reader.page.evaluate(PARTED) == []
