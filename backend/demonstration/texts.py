"""What staff wrote since: an original that its translations are behind, notices, ready replies."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.actions.organisations import write_organisation_texts
from backend.demonstration.reading import data
from backend.reply_templates.actions import add_template
from backend.reply_templates.rules import NewTemplate, Writer
from backend.systems.actions import write_words


async def load_texts(
    session: AsyncSession, known: tuple[dict[str, UUID], dict[str, UUID], dict[str, UUID]],
    at: datetime,
) -> None:  # fmt: skip
    """``known``: organisations, staff and systems by slug or address."""
    organisations, staff, systems = known
    for slug, fields in data("texts")["systems"].items():
        await write_words(session, systems[slug], {"en": fields}, at.date())
    for office, texts in data("texts")["notices"].items():
        typed = {tag: {"notice": text} for tag, text in texts.items()}
        await write_organisation_texts(session, organisations[office], typed)
    for office, templates in data("texts")["replies"].items():
        supervisor = staff[f"supervisor@{office.split('-')[0]}.example"]
        by = Writer(organisations[office], supervisor, at)
        for entry in templates:
            texts = {
                tag: {"title": title, "text": entry["text"][tag]}
                for tag, title in entry["title"].items()
            }
            await add_template(session, by, NewTemplate(entry["category"], entry["move"], texts))
