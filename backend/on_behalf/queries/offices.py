"""Which office takes a complaint that is filed for somebody, and in which language it is."""

from collections import Counter

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import organisations
from backend.cases.rules.routing import choose_handler
from backend.grievances.queries.account_language import read_as
from backend.languages.texts import Worded
from backend.on_behalf.rules.filing import Entry
from backend.systems.queries.facts import system_facts
from backend.systems.queries.lines import SystemFacts


def with_language(entry: Entry) -> Entry:
    """As a program reads the account; the person's own language where two are close."""
    read = read_as(entry.contents, entry.locale).language
    return entry.model_copy(update={"language": read, "language_read": read})


async def offices_for(
    session: AsyncSession, entries: tuple[Entry, ...], locale: str
) -> Counter[Worded | None]:
    """The names of the offices with how many each gets; nothing where none can take it."""
    known = (await organisations(session, locale)).values()
    systems: dict[str, SystemFacts | None] = {}
    found: Counter[Worded | None] = Counter()
    for entry in entries:
        slug = entry.contents.system
        if slug not in systems:
            systems[slug] = await system_facts(session, slug) if slug else None
        system = systems[slug]
        office = choose_handler(
            known,
            country=entry.contents.country,
            owner_id=system.owner_id if system else None,
            sector=system.sector if system else None,
            language=entry.language,
        )
        found[office.name if office else None] += 1
    return found
