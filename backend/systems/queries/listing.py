"""Lists of systems: the public register, choices, those of one owner."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict
from sqlalchemy import any_
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.kept import kept
from backend.languages.sorting import in_order
from backend.systems.models import System, SystemText
from backend.systems.queries.lines import SystemLine
from backend.systems.queries.texts import line_of, system_texts

PAGE = 25


def searchable(typed: object) -> str:
    """What can be looked for: over-long and unreadable searches find less, and are no error."""
    return "".join(sign if sign.isprintable() else " " for sign in str(typed)[:200]).strip()


class RegisterFilter(BaseModel):
    """``q`` is looked for in names and purposes, in any language; ``after`` is the last slug."""

    model_config = ConfigDict(frozen=True)

    q: Annotated[str, BeforeValidator(searchable)] = ""
    country: Annotated[str, BeforeValidator(searchable)] = ""
    after: Annotated[str, BeforeValidator(searchable)] = ""


async def published_systems(
    session: AsyncSession, wanted: RegisterFilter, locale: str, *, limit: int = PAGE
) -> list[SystemLine]:
    """Published systems by slug; one more than ``limit`` says that there is a next page."""
    query = select(System).where(col(System.published_on).is_not(None))
    if wanted.country:
        query = query.where(wanted.country == any_(col(System.countries)))
    if wanted.after:
        query = query.where(System.slug > wanted.after)
    if wanted.q:
        text, slug = col(SystemText.text), col(System.slug)
        named = select(SystemText.system_id).where(text.icontains(wanted.q, autoescape=True))
        query = query.where(
            or_(col(System.id).in_(named), slug.icontains(wanted.q, autoescape=True))
        )
    systems = (await session.exec(query.order_by(System.slug).limit(limit + 1))).all()
    texts = await system_texts(session, [system.id for system in systems])
    return [line_of(system, texts[system.id], locale) for system in systems]


@kept
async def system_choices(session: AsyncSession, locale: str) -> list[SystemLine]:
    """Every published system by name, for the page that asks which one; the register is small."""
    every = await published_systems(session, RegisterFilter(), locale, limit=500)
    return in_order(every, locale, lambda line: line.name.text)


async def system_lines(
    session: AsyncSession, ids: list[UUID], locale: str
) -> dict[UUID, SystemLine]:
    found = {line.id: line for line in await system_choices(session, locale) if line.id in ids}
    rest = [system_id for system_id in ids if system_id not in found]
    if rest:
        systems = (await session.exec(select(System).where(col(System.id).in_(rest)))).all()
        texts = await system_texts(session, rest)
        found |= {system.id: line_of(system, texts[system.id], locale) for system in systems}
    return found


async def systems_of_owner(session: AsyncSession, owner_id: UUID, locale: str) -> list[SystemLine]:
    query = select(System).where(System.owner_id == owner_id).order_by(System.slug)
    systems = (await session.exec(query)).all()
    texts = await system_texts(session, [system.id for system in systems])
    return [line_of(system, texts[system.id], locale) for system in systems]
