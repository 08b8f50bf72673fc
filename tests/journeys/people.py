"""What people of the journeys do, by the names of fields and buttons, in whatever language."""

import re
from dataclasses import dataclass

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tests.journeys.checks import look_at

PASSWORD = "suara-demo"
#: Half seconds. Against a hang only: before a new job come those of all that was filed before.
MOST_LOOKS = 600


@dataclass(frozen=True)
class Person:
    """``locale`` is the language that this person's pages are in."""

    page: Page
    origin: str
    locale: str

    async def open(self, path: str) -> None:
        answer = await self.page.goto(self.origin + path)
        assert answer
        assert answer.status == 200, path
        await self.look()

    async def look(self, name: str = "") -> None:
        await look_at(self.page, self.locale, name)

    async def fill(self, **fields: str) -> None:
        """By the names of fields; choices by their values."""
        for name, value in fields.items():
            field = self.page.locator(f'[name="{name}"]:visible').first
            kind = await field.evaluate("field => field.type || field.tagName")
            if kind in {"radio", "checkbox"}:
                await self.page.locator(f'[name="{name}"][value="{value}"]:visible').check()
            elif kind == "select-one":
                await field.select_option(value)
            else:
                await field.fill(value)

    async def go_on(self, name: str, **fields: str) -> None:
        """Answer a page of the form and look at what comes, which the picture is called after."""
        await self.fill(**fields)
        await self.press()
        await self.look(name)

    async def press(self, name: str = "", value: str = "") -> None:
        """A button of the main part by its name and value, else its first without a name."""
        await click(self.button(name, value))

    def button(self, name: str, value: str = "") -> Locator:
        wanted = f'[name="{name}"]' if name else ":not([name])"
        wanted += f'[value="{value}"]' if value else ""
        return self.page.locator(f"main button{wanted}:visible").first

    async def act(self, kind: str, value: str, **fields: str) -> None:
        """One of the forms of a case: unfold it where it is folded, fill it, send it, look."""
        button = self.page.locator(f'button[name="{kind}"][value="{value}"]')
        folded = self.page.locator("details:not([open])", has=button)
        if await folded.count():
            await folded.locator("> summary").click()
        form = self.page.locator("form", has=button)
        for name, given in fields.items():
            field = form.locator(f'[name="{name}"]').first
            kind_of = await field.evaluate("field => field.type || field.tagName")
            if kind_of in {"radio", "checkbox"}:
                await form.locator(f'[name="{name}"][value="{given}"]').check()
            elif kind_of == "select-one":
                await field.select_option(given)
            else:
                await field.fill(given)
        await click(button)
        await expect(self.page.locator(".error, .summary-of-errors")).to_have_count(0)


async def click(what: Locator) -> None:
    """Until the page is whole that comes of it: a click ends as soon as the answer begins."""
    await what.click()
    await what.page.wait_for_load_state()


async def receipt_code(page: Page) -> str:
    """The first that the page shows, as a person copies it."""
    return await page.locator("p.code").first.inner_text()


async def somebody(browser: Browser, origin: str, locale: str) -> Person:
    """A small phone without scripts; nothing of anybody else is on it."""
    context: BrowserContext = await browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False
    )
    return Person(await context.new_page(), origin, locale)


async def staff(browser: Browser, origin: str, email: str, locale: str) -> Person:
    """Signed in, with the language of their account."""
    person = await somebody(browser, origin, locale)
    await person.page.goto(f"{origin}/desk/sign-in")
    await person.fill(email=email, password=PASSWORD)
    await person.press()
    await expect(person.page).not_to_have_url(re.compile("sign-in"))
    await person.look()
    return person
