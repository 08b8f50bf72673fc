"""Setting up organisations, each with its own keys."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert as insert_or_change
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.models import Organisation, OrganisationText
from backend.accounts.queries import organisation_texts
from backend.accounts.rules import OrganisationKind
from backend.database.rows import add
from backend.languages.versions import (
    NOBODY,
    WRITTEN_ANEW,
    Saved,
    TypedTexts,
    rewritten_fields,
    rows_of,
)
from backend.sealing.fields import Place
from backend.sealing.keys import MasterKey, OrganisationKey, new_key


@dataclass(frozen=True)
class NewOrganisation:
    """``names`` by locale; ``subdivision`` as python-holidays knows it, for working days."""

    slug: str
    kind: OrganisationKind
    country: str
    locale: str
    names: dict[str, str]
    subdivision: str | None = None
    sectors: tuple[str, ...] = ()
    intake: bool = False
    contact: str = ""
    id: UUID = field(default_factory=uuid4)


async def set_up_organisation(
    session: AsyncSession, new: NewOrganisation, master: MasterKey, on: date
) -> UUID:
    """Make the organisation with a key pair and a search key, both wrapped by the master key."""
    pair = OrganisationKey.new()
    await add(
        session,
        Organisation,
        id=new.id,
        slug=new.slug,
        kind=new.kind,
        country=new.country,
        subdivision=new.subdivision,
        sectors=list(new.sectors),
        intake=new.intake,
        locale=new.locale,
        contact=new.contact,
        languages=[],
        public_key=pair.public,
        sealed_private_key=master.wrap(
            pair.seeds, Place("organisations", "sealed_private_key", new.id)
        ),
        sealed_search_key=master.wrap(
            new_key(), Place("organisations", "sealed_search_key", new.id)
        ),
        opened_on=on,
    )
    typed = {locale: {"name": name} for locale, name in new.names.items()}
    await write_organisation_texts(session, new.id, typed)
    return new.id


async def write_organisation_texts(
    session: AsyncSession, organisation_id: UUID, typed: TypedTexts, saved: Saved = NOBODY
) -> None:
    """Write what differs; ``saved`` as in ``languages.versions``."""
    present = (await organisation_texts(session))[organisation_id]
    changed = rewritten_fields(present, typed, saved)
    if not changed:
        return
    keep = {"organisation_id": organisation_id}
    rows = insert_or_change(OrganisationText).values([keep | row for row in rows_of(changed)])
    await session.exec(
        rows.on_conflict_do_update(
            index_elements=["organisation_id", "field", "locale"],
            set_={name: rows.excluded[name] for name in WRITTEN_ANEW},
        )
    )
