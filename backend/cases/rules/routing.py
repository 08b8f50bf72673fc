"""Which receiving office takes a complaint."""

from collections.abc import Iterable
from typing import Protocol, TypeVar
from uuid import UUID


class Office(Protocol):
    """What routing looks at of an organisation."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def sectors(self) -> tuple[str, ...]: ...
    @property
    def intake(self) -> bool: ...


AnOffice = TypeVar("AnOffice", bound=Office)


def choose_handler(
    organisations: Iterable[AnOffice],
    *,
    country: str,
    owner_id: UUID | None,
    sector: str | None,
) -> AnOffice | None:
    """The country's office for the sector, else the country's, else the intake office.

    Never the owner of the system that is complained about.
    """
    offices = [o for o in organisations if o.kind == "receiving_office" and o.id != owner_id]
    here = [o for o in offices if o.country == country]
    for_sector = [o for o in here if sector and sector in o.sectors]
    general = [o for o in here if not o.sectors]
    intake = [o for o in offices if o.intake]
    chosen = for_sector or general or intake
    return min(chosen, key=lambda o: (not o.intake, str(o.id)), default=None)
