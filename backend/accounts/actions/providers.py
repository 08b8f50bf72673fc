"""Entering where an organisation's people sign in, with the secret sealed."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.models import IdentityProvider
from backend.accounts.queries.providers import provider_of
from backend.accounts.rules.identity_tokens import Provider
from backend.audit.actions import Actor, Happening, record
from backend.errors import Fault, Unacceptable
from backend.sealing.fields import Place
from backend.sealing.keys import MasterKey


@dataclass(frozen=True)
class Entered:
    """``client_secret``: empty where the one that is kept stays."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    demands: tuple[str, ...]
    active: bool


def _place(organisation_id: UUID) -> Place:
    return Place("identity_providers", "sealed_client_secret", organisation_id)


async def keep_provider(
    session: AsyncSession,
    master: MasterKey,
    organisation_id: UUID,
    entered: Entered,
    by: tuple[UUID, datetime],
) -> None:
    """Another issuer needs its own secret: nobody sends the old one to a new place."""
    present = await provider_of(session, organisation_id)
    same = present is not None and present.issuer == entered.issuer
    if not entered.client_secret and not same:
        raise Unacceptable(Fault("client_secret", "missing"))
    sealed = master.wrap(entered.client_secret.encode(), _place(organisation_id))
    kept = present.sealed_client_secret if present and not entered.client_secret else sealed
    values = {
        "issuer": entered.issuer,
        "client_id": entered.client_id,
        "sealed_client_secret": kept,
        "demands": " ".join(entered.demands),
        "active": entered.active,
        "changed_by": by[0],
        "changed_at": by[1],
    }
    row = insert(IdentityProvider).values(organisation_id=organisation_id, **values)
    await session.exec(row.on_conflict_do_update(index_elements=["organisation_id"], set_=values))
    action = "organisation.provider_on" if entered.active else "organisation.provider_off"
    about = (organisation_id,)
    await record(session, Happening(action, Actor("staff", by[0]), organisation_id, about, by[1]))


def opened(master: MasterKey, row: IdentityProvider) -> Provider:
    """With the secret in plain; addresses come from its metadata."""
    secret = master.unwrap(row.sealed_client_secret, _place(row.organisation_id)).decode()
    return Provider(row.issuer, row.client_id, secret, frozenset(row.demands.split()))
