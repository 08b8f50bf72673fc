"""What waits for translators of an office: what one can do oneself, and what waits for others."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import Colleague, colleagues
from backend.cases.queries.queue import CaseLine, lines_by_id
from backend.grievances.queries.translation_requests import (
    Waiting,
    languages_needed,
    languages_waiting,
    waiting_at,
)
from backend.triage.queries.translated import is_reader


@dataclass(frozen=True)
class WaitingLine:
    """``readers`` are colleagues who could do it."""

    case: CaseLine
    waits: Waiting
    readers: tuple[str, ...]

    @property
    def name(self) -> str:
        """Of the text, in the address of its page."""
        return f"{self.waits.kind.value}.{self.waits.of_id}.{self.waits.to_language}"


@dataclass(frozen=True)
class TranslatorsQueue:
    """``unread``: languages that somebody here would have to read, and nobody does."""

    mine: list[WaitingLine]
    others: list[WaitingLine]
    unread: list[str]
    people: dict[UUID, str]


async def translators_queue(
    session: AsyncSession, office_id: UUID, reads: frozenset[str]
) -> TranslatorsQueue:
    found = await waiting_at(session, office_id)
    cases = await lines_by_id(session, list({waits.case_id for waits in found}))
    people = await colleagues(session, office_id)
    lines = [
        WaitingLine(cases[waits.case_id], waits, _readers(people, waits))
        for waits in found
        if waits.case_id in cases
    ]
    return TranslatorsQueue(
        [line for line in lines if line.waits.readable(reads)],
        [line for line in lines if not line.waits.readable(reads)],
        _unread(lines, people),
        {member.id: member.name for member in people},
    )


def _readers(people: list[Colleague], waits: Waiting) -> tuple[str, ...]:
    needed = languages_needed(waits.from_language, waits.to_language)
    return tuple(member.name for member in people if is_reader(member, needed))


def _unread(lines: list[WaitingLine], people: list[Colleague]) -> list[str]:
    """The one asked for most often first."""
    asked = Counter(
        tag
        for line in lines
        for tag in languages_needed(line.waits.from_language, line.waits.to_language)
    )
    known = {tag for member in people if is_reader(member, ()) for tag in member.languages}
    return [tag for tag, _ in asked.most_common() if tag not in known]


async def how_many_wait(session: AsyncSession, office_id: UUID, reads: frozenset[str]) -> int:
    waiting = await languages_waiting(session, office_id)
    return sum(count for needed, count in waiting.items() if needed <= reads)
