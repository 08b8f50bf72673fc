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
    @property
    def languages(self) -> tuple[str, ...]: ...


AnOffice = TypeVar("AnOffice", bound=Office)


def choose_handler(
    organisations: Iterable[AnOffice],
    *,
    country: str,
    owner_id: UUID | None,
    sector: str | None,
    language: str = "",
) -> AnOffice | None:
    """The country's office for the sector, else the country's, else the intake office.

    Of several that fit alike, one whose people read the language. Never the owner of the system
    that is complained about.
    """
    offices = [o for o in organisations if o.kind == "receiving_office" and o.id != owner_id]
    here = [o for o in offices if o.country == country]
    for_sector = [o for o in here if sector and sector in o.sectors]
    general = [o for o in here if not o.sectors]
    intake = [o for o in offices if o.intake]
    chosen = for_sector or general or intake
    return min(chosen, key=lambda o: (_unread(o, language), not o.intake, str(o.id)), default=None)


def _unread(office: Office, language: str) -> bool:
    """Whether a complaint in that language would need a translation first."""
    return bool(language) and language not in office.languages
