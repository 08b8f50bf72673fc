"""What an office does with its templates of replies."""

from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as insert_or_change
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.audit.actions import Actor, Happening, record
from backend.cases.queries.reply_files import shipped_replies
from backend.database.rows import add
from backend.errors import Absent
from backend.languages.versions import (
    NOBODY,
    WRITTEN_ANEW,
    Saved,
    TypedTexts,
    rewritten_fields,
    rows_of,
)
from backend.reply_templates.models import ReplyTemplate, ReplyTemplateText
from backend.reply_templates.queries.templates import own_templates, template_versions
from backend.reply_templates.rules import NewTemplate, Writer


async def add_template(session: AsyncSession, by: Writer, new: NewTemplate) -> UUID:
    template_id = uuid4()
    await add(
        session,
        ReplyTemplate,
        id=template_id,
        organisation_id=by.organisation_id,
        category=new.category,
        move=new.move,
        made_from=new.made_from,
        added_by=by.staff_id,
        added_at=by.at,
    )
    await write_template(session, by, template_id, new.texts)
    return template_id


async def copy_shipped(session: AsyncSession, by: Writer, name: str) -> UUID:
    """From then on the office's own copy is offered in its place; copied twice it is one."""
    for present in await own_templates(session, by.organisation_id):
        if present.made_from == name:
            return UUID(present.key)
    shipped = shipped_replies().get(name)
    if shipped is None:
        raise Absent
    texts = {tag: {"title": shipped.title[tag], "text": text} for tag, text in shipped.text.items()}
    new = NewTemplate(shipped.category, shipped.move, texts, made_from=name)
    return await add_template(session, by, new)


async def write_template(
    session: AsyncSession, by: Writer, template_id: UUID, typed: TypedTexts, saved: Saved = NOBODY
) -> None:
    """Write what differs; ``saved`` as in ``languages.versions``."""
    present = (await template_versions(session, by.organisation_id))[template_id]
    changed = rewritten_fields(present, typed, saved)
    if not changed:
        return
    keep = {"template_id": template_id, "organisation_id": by.organisation_id}
    rows = insert_or_change(ReplyTemplateText).values([keep | row for row in rows_of(changed)])
    await session.exec(
        rows.on_conflict_do_update(
            index_elements=["template_id", "field", "locale"],
            set_={name: rows.excluded[name] for name in WRITTEN_ANEW},
        )
    )
    await _note(session, by, "written")


async def retire_template(session: AsyncSession, by: Writer, template_id: UUID) -> None:
    """It is offered no more; where it was made from one of ours, that one is again."""
    mine = {line.key for line in await own_templates(session, by.organisation_id)}
    if str(template_id) not in mine:
        raise Absent
    query = update(ReplyTemplate).where(col(ReplyTemplate.id) == template_id)
    await session.exec(query.values(retired_at=by.at))
    await _note(session, by, "retired")


async def _note(session: AsyncSession, by: Writer, what: str) -> None:
    actor, office = Actor("staff", by.staff_id), by.organisation_id
    happening = Happening(f"reply_template.{what}", actor, office, (office,), by.at, {})
    await record(session, happening)
