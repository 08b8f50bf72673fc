"""Texts of those who answer for systems: about the systems, and about their model updates."""

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import OrganisationLine
from backend.languages.locales import offered
from backend.languages.messages import Message, msg
from backend.languages.texts import Worded
from backend.languages.versions import FieldVersions, languages_of, needed_languages
from backend.remedies.rules import TEXT_FIELDS as UPDATE_FIELDS
from backend.systems.queries.listing import systems_of_owner
from backend.systems.queries.texts import system_versions, update_versions
from backend.systems.queries.updates import updates as updates_of
from backend.systems.rules import MAY_BE_EMPTY, TEXT_FIELDS
from backend.texts.rules import Kind, TextField, TextSet, Whose

LABELS: dict[str, Message] = {
    "name": msg("Name"),
    "purpose": msg("What it is for"),
    "human_oversight": msg("How people watch over it"),
    "oversight_role": msg("Their role, like “officer on duty”"),
    "what_changed": msg("What changed"),
    "why": msg("Why", "reason of a change"),
}
#: Longer ones get a field of several lines.
_LINE = 200


async def systems(session: AsyncSession, whose: Whose, own: OrganisationLine) -> list[TextSet]:
    lines = await systems_of_owner(session, own.id, whose.locale)
    words = await system_versions(session, [line.id for line in lines])
    return [
        TextSet(
            kind=Kind.SYSTEM,
            key=line.slug,
            title=line.name,
            page=f"/desk/systems/{line.slug}",
            needed=needed_languages(own.locale),
            languages=shown_languages(own.locale),
            fields=fields_of(TEXT_FIELDS, words[line.id]),
        )
        for line in lines
    ]


async def updates(session: AsyncSession, whose: Whose, own: OrganisationLine) -> list[TextSet]:
    found: list[TextSet] = []
    for system in await systems_of_owner(session, own.id, whose.locale):
        lines = await updates_of(session, system.id, whose.locale)
        words = await update_versions(session, [line.id for line in lines])
        found += [
            TextSet(
                kind=Kind.UPDATE,
                key=str(line.id),
                title=Worded(f"{system.name.text} – {line.version}", system.name.language),
                page=f"/desk/systems/{system.slug}/updates/{line.id}",
                needed=needed_languages(own.locale),
                languages=shown_languages(own.locale),
                fields=fields_of(UPDATE_FIELDS, words[line.id]),
            )
            for line in lines
        ]
    return found


def shown_languages(own: str) -> tuple[str, ...]:
    return languages_of(own, (locale.tag for locale in offered()))


def fields_of(lengths: dict[str, int], words: FieldVersions) -> tuple[TextField, ...]:
    return tuple(
        TextField(
            name=name,
            label=LABELS[name],
            versions=words.get(name, {}),
            longest=longest,
            rows=1 if longest <= _LINE else 5,
            optional=name in MAY_BE_EMPTY,
        )
        for name, longest in lengths.items()
    )
