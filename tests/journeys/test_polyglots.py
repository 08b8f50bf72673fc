"""Files that are two things at once, sent through the real form: refused in words, or inert.

With scripts on, in a real browser: what was taken is opened, saved and pressed into pages at both
doors, and the script in it never runs.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Browser, BrowserContext, Dialog, Page, Request, Route, expect
from playwright.async_api import Error as BrowserError

from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.rules import Role
from backend.sealing.tools import Tools
from backend.web.file_kinds import KINDS
from tests.factories.accounts import PASSWORD, a_member, an_organisation
from tests.factories.polyglots import FILES, HTML, Polyglot
from tests.journeys.conftest import Site
from tests.journeys.people import click, receipt_code

pytestmark = [pytest.mark.battery("T13"), pytest.mark.browser]
STORY = "The machine refused my picture."
#: As many files as a complaint holds.
MOST = 5
#: Each way in which a page can take something in, on a page of ours without its own policy.
_PRESSED_IN = """async address => {
  for (const [tag, name] of [['script', 'src'], ['iframe', 'src'], ['img', 'src'],
                             ['embed', 'src'], ['object', 'data'], ['audio', 'src']]) {
    const made = document.createElement(tag);
    made[name] = address;
    const done = new Promise(then => { made.onload = made.onerror = then; setTimeout(then, 400); });
    document.body.append(made);
    await done;
  }
}"""


@dataclass
class Watched:
    """A browser with scripts on; ``fired``: whatever ran, asked or opened a window."""

    context: BrowserContext
    page: Page
    fired: list[str] = field(default_factory=list)


async def watched(browser: Browser) -> Watched:
    context = await browser.new_context(java_script_enabled=True, bypass_csp=True)
    made = Watched(context, await context.new_page())

    async def answered(dialog: Dialog) -> None:
        made.fired.append(dialog.message)
        await dialog.dismiss()

    def ran(where: str) -> None:
        made.fired.append(where)

    def requested(request: Request) -> None:
        if "fired-marker" in request.url:
            made.fired.append(request.url)

    await context.expose_function("fired", ran)
    context.on("dialog", answered)
    context.on("request", requested)
    return made


@pytest.fixture(scope="module")
async def office(tools: Tools) -> NewOrganisation:
    master = tools.keyring.master
    return await an_organisation(tools.engine, master, country="LA", locale="en", intake=True)


@dataclass
class Doors:
    """Somebody who complains and somebody who works, each with a browser."""

    origin: str
    person: Watched
    desk: Watched


@pytest.fixture
async def doors(
    browser: Browser, site: Site, tools: Tools, office: NewOrganisation
) -> AsyncIterator[Doors]:
    made = Doors(site.origin, await watched(browser), await watched(browser))
    member, page = await a_member(tools.engine, office.id, Role.CASEWORKER), made.desk.page
    await page.goto(f"{site.origin}/desk/sign-in")
    await page.fill('[name="email"]', member.email)
    await page.fill('[name="password"]', PASSWORD)
    await click(page.locator("main button:not([name])"))
    yield made
    for each in (made.person, made.desk):
        await each.context.close()


async def tell(page: Page, origin: str) -> None:
    await page.goto(f"{origin}/en/complain/story")
    await page.select_option('[name="country"]', "LA")
    await page.fill('[name="account"]', STORY)
    await click(page.locator("main button:not([name])"))
    await page.goto(f"{origin}/en/complain/files")


async def send(page: Page, file: Polyglot) -> bool:
    """Whether it was taken; if not, it was refused in words beside the field."""
    before = await page.locator('[name="remove"]').count()
    payload = {"name": file.name, "mimeType": file.declared, "buffer": file.content}
    await page.set_input_files("#files", [payload])
    await click(page.locator('main button[name="add"]'))
    after = await page.locator('[name="remove"]').count()
    if after == before:
        await expect(page.locator("#files-error")).to_contain_text(" ")
    return after > before


async def file_it(page: Page, origin: str) -> str:
    """The reference; the complainant's own page of the case is left open."""
    await page.goto(f"{origin}/en/complain/check")
    await click(page.locator("main button:not([name])"))
    reference = await page.locator(".reference").first.inner_text()
    code = await receipt_code(page)
    await click(page.locator('button[name="skip"]'))
    await page.goto(f"{origin}/en/follow")
    await page.fill('[name="receipt_code"]', code)
    await click(page.locator("main button:not([name])"))
    await expect(page.locator("main")).to_contain_text(STORY)
    return reference


async def is_inert(desk: Watched, address: str) -> None:
    """Its headers, opened by itself, and pressed into a page of ours that has no policy."""
    answer = await desk.context.request.get(address)
    headers = answer.headers
    assert answer.status == 200
    assert headers["content-disposition"].startswith("attachment;")
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert headers["content-type"].partition(";")[0] in {kind.media_type for kind in KINDS}
    with pytest.raises(BrowserError, match=r"Download is starting|ERR_ABORTED"):
        await desk.page.goto(address)
    await desk.page.evaluate(_PRESSED_IN, address)


async def try_pile(doors: Doors, pile: list[Polyglot]) -> list[bool]:
    """Files of one complaint, on its whole way; which of them were taken."""
    await tell(doors.person.page, doors.origin)
    taken = [await send(doors.person.page, file) for file in pile]
    there = f"{doors.origin}/desk/cases/{await file_it(doors.person.page, doors.origin)}"
    await doors.desk.page.goto(there)
    links = await doors.desk.page.locator("a[download]").all()
    addresses = [doors.origin + str(await link.get_attribute("href")) for link in links]
    assert len(addresses) == sum(taken)
    for address in addresses:
        await doors.desk.page.goto(there)
        await is_inert(doors.desk, address)
    assert doors.person.fired == doors.desk.fired == [], [file.name for file in pile]
    return taken


async def test_no_file_runs_in_the_browser_of_anybody(
    doors: Doors, counted: Callable[[str, int], None], scale: Callable[[int, int], int]
):
    files = list(FILES.values())[:: scale(6, 1)]
    taken: list[bool] = []
    for begin in range(0, len(files), MOST):
        taken += await try_pile(doors, files[begin : begin + MOST])
    assert 0 < sum(taken) < len(taken)
    counted("polyglots sent", len(taken))
    counted("polyglots refused in words", len(taken) - sum(taken))
    counted("polyglots taken and inert at both doors", sum(taken))


async def test_the_script_would_run_where_nothing_holds_it(doors: Doors):
    """The control: served as a page by somebody careless, the marker fires and is seen."""

    async def carelessly(route: Route) -> None:
        await route.fulfill(body=HTML, content_type="text/html")

    person = doors.person
    await person.page.route("**/careless", carelessly)
    await person.page.goto(f"{doors.origin}/careless")
    await person.page.wait_for_timeout(100)
    assert "127.0.0.1" in person.fired
    assert any("fired-marker" in each for each in person.fired)


def test_there_are_sixty_of_them():
    assert len(FILES) >= 60
    assert len({(f.name, f.content, f.declared) for f in FILES.values()}) == len(FILES)
