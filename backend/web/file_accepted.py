"""A file from somebody, as it is kept."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4


@dataclass(frozen=True)
class AcceptedFile:
    """``content`` is what is kept: not what was sent."""

    media_type: str
    content: bytes
    extension: str
    id: UUID = field(default_factory=uuid4)
