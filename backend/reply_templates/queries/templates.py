"""The templates of an office: its own, and what we bring along that it has not replaced."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.queries.reply_files import shipped_replies
from backend.database.lines import read, shown
from backend.languages.locales import DEFAULT
from backend.languages.versions import FieldVersions, Version
from backend.reply_templates.models import ReplyTemplate, ReplyTemplateText
from backend.reply_templates.rules import TemplateLine, nearest_first

_OWN = (
    shown(ReplyTemplate, "id", "category", "move", "made_from")
    .where(col(ReplyTemplate.organisation_id) == bindparam("organisation_id"))
    .where(col(ReplyTemplate.retired_at).is_(None))
)


async def templates_of(session: AsyncSession, organisation_id: UUID) -> list[TemplateLine]:
    own = await own_templates(session, organisation_id)
    replaced = {template.made_from for template in own}
    return nearest_first([*own, *(line for line in _shipped() if line.key not in replaced)])


async def own_templates(session: AsyncSession, organisation_id: UUID) -> list[TemplateLine]:
    rows = await read(session, _OWN, organisation_id=organisation_id)
    if not rows:
        return []
    words = await template_versions(session, organisation_id)
    return nearest_first(
        [
            TemplateLine(
                key=str(row.id),
                own=True,
                category=row.category,
                move=row.move,
                title=words[row.id].get("title", {}),
                text=words[row.id].get("text", {}),
                made_from=row.made_from,
            )
            for row in rows
        ]
    )


async def template_versions(
    session: AsyncSession, organisation_id: UUID
) -> defaultdict[UUID, FieldVersions]:
    query = select(ReplyTemplateText).where(ReplyTemplateText.organisation_id == organisation_id)
    found: defaultdict[UUID, FieldVersions] = defaultdict(dict)
    for row in (await session.exec(query)).all():
        version = Version(row.text, row.of_version, row.of_text)
        found[row.template_id].setdefault(row.field, {})[row.locale] = version
    return found


@cache
def _shipped() -> tuple[TemplateLine, ...]:
    return tuple(
        TemplateLine(
            key=reply.name,
            own=False,
            category=reply.category,
            move=reply.move,
            title=_versions(reply.title),
            text=_versions(reply.text),
        )
        for reply in shipped_replies().values()
    )


def _versions(texts: Mapping[str, str]) -> dict[str, Version]:
    original = texts[DEFAULT]
    return {
        tag: Version(text, of_text=None if tag == DEFAULT else original)
        for tag, text in texts.items()
    }
