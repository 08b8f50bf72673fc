"""The texts of a case that can be translated, each with its row and its language."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.rules.case import KnownCase
from backend.grievances.queries import stories
from backend.grievances.rules.translations import OF_THE_STORY, TranslatedKind


@dataclass(frozen=True)
class SourceText:
    """``sender`` and ``at`` of what was written later than the story."""

    kind: TranslatedKind
    of_id: UUID
    language: str
    text: str = field(repr=False)
    sender: str = ""
    at: datetime | None = None

    @property
    def key(self) -> tuple[TranslatedKind, UUID]:
        return (self.kind, self.of_id)

    def name(self, to: str) -> str:
        """In an address and in forms: this text, and the language into which it goes."""
        return f"{self.kind.value}.{self.of_id}.{to}"


async def texts_of(session: AsyncSession, case: KnownCase, key: bytes) -> list[SourceText]:
    """Story and messages, in the order in which they were written."""
    story = await stories.story(session, case.id, key)
    found = []
    if story:
        told = {kind: getattr(story, kind.value) for kind in OF_THE_STORY}
        found = [SourceText(k, story.id, case.language, text) for k, text in told.items() if text]
    return found + [
        SourceText(TranslatedKind.MESSAGE, m.id, m.language, m.text, m.sender, m.at)
        for m in await stories.messages(session, case.id, key)
    ]
