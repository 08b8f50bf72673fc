"""Setting up organisations, each with its own keys."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.models import Organisation, OrganisationText
from backend.accounts.rules import OrganisationKind
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
    await session.exec(
        insert(Organisation).values(
            id=new.id,
            slug=new.slug,
            kind=new.kind,
            country=new.country,
            subdivision=new.subdivision,
            sectors=list(new.sectors),
            intake=new.intake,
            locale=new.locale,
            contact=new.contact,
            public_key=pair.public,
            sealed_private_key=master.wrap(
                pair.seeds, Place("organisations", "sealed_private_key", new.id)
            ),
            sealed_search_key=master.wrap(
                new_key(), Place("organisations", "sealed_search_key", new.id)
            ),
            opened_on=on,
        )
    )
    await session.exec(
        insert(OrganisationText).values(
            [
                {"organisation_id": new.id, "field": "name", "locale": locale, "text": name}
                for locale, name in new.names.items()
            ]
        )
    )
    return new.id
