"""Texts of offices: drafts of reports, ready replies; and what any organisation says of itself."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import OrganisationLine, organisation_texts
from backend.accounts.rules import TEXT_FIELDS, OrganisationKind
from backend.languages.messages import Message, msg
from backend.languages.texts import Worded, best_text
from backend.languages.versions import FieldVersions, needed_languages, texts_in
from backend.reply_templates.queries.templates import own_templates
from backend.reply_templates.rules import FIELDS as REPLY_FIELDS
from backend.reply_templates.rules import TemplateLine
from backend.reports.queries.publications import drafts_of_office, versions_of_texts
from backend.reports.rules.editions import LONGEST_TEXT, SECTIONS, State
from backend.reports.rules.over_time import name_of_quarter
from backend.texts.queries.owners import shown_languages
from backend.texts.rules import Kind, TextField, TextSet, Whose

LABELS: dict[str, Message] = {
    "name": msg("Name"),
    "notice": msg("Notice for everybody, like opening hours or days off"),
    "title": msg("Title, by which colleagues choose it"),
    "text": msg("Text", "of a ready reply"),
}


async def reports(session: AsyncSession, whose: Whose, own: OrganisationLine) -> list[TextSet]:
    """Drafts only: once a report is proposed, its texts stand still."""
    drafts = await drafts_of_office(session, own.id)
    return [
        TextSet(
            kind=Kind.REPORT,
            key=str(draft.edition.id),
            title=Worded(name_of_quarter(draft.edition.period, whose.locale), whose.locale),
            page=f"/desk/reports/{draft.edition.id}",
            needed=needed_languages(own.locale),
            languages=shown_languages(own.locale),
            fields=_sections(await versions_of_texts(session, draft.edition.id)),
        )
        for draft in drafts
        if draft.edition.state is State.DRAFT
    ]


def _sections(words: FieldVersions) -> tuple[TextField, ...]:
    return tuple(
        TextField(
            name=section.id,
            label=section.title,
            versions=words.get(section.id, {}),
            longest=LONGEST_TEXT,
            rows=6,
            optional=section.id != "summary",
        )
        for section in SECTIONS
    )


async def own_words(session: AsyncSession, whose: Whose, own: OrganisationLine) -> list[TextSet]:
    """Its name, and its notice for everybody where it is an office."""
    words = (await organisation_texts(session))[own.id]
    office = whose.kind is OrganisationKind.RECEIVING_OFFICE
    lengths = {name: n for name, n in TEXT_FIELDS.items() if office or name == "name"}
    fields = tuple(_field(name, longest, words) for name, longest in lengths.items())
    needed, shown = needed_languages(own.locale), shown_languages(own.locale)
    page = f"/{whose.locale}/about" if office else "/desk/texts"
    return [TextSet(Kind.ORGANISATION, own.slug, own.name, page, needed, shown, fields)]


async def replies(session: AsyncSession, whose: Whose, own: OrganisationLine) -> list[TextSet]:
    return [_reply(line, whose, own) for line in await own_templates(session, own.id)]


def _reply(line: TemplateLine, whose: Whose, own: OrganisationLine) -> TextSet:
    words: FieldVersions = {"title": dict(line.title), "text": dict(line.text)}
    return TextSet(
        kind=Kind.REPLY,
        key=str(UUID(line.key)),
        title=best_text(texts_in(line.title), whose.locale),
        page="/desk/replies",
        needed=needed_languages(own.locale),
        languages=shown_languages(own.locale),
        fields=tuple(_field(name, longest, words) for name, longest in REPLY_FIELDS.items()),
    )


def _field(name: str, longest: int, words: FieldVersions) -> TextField:
    return TextField(
        name=name,
        label=LABELS[name],
        versions=words.get(name, {}),
        longest=longest,
        rows={"name": 1, "title": 1, "text": 8}.get(name, 4),
        optional=name == "notice",
    )
