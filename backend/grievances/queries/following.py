"""What a complainant sees of their own case."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import organisation
from backend.cases.queries.cases import (
    TimelineEntry,
    case_by_id,
    decision_in_force,
    promised_remedies,
    timeline,
)
from backend.cases.queries.clocks import clocks_of
from backend.cases.queries.destruction import DestructionLine, HoldLine, destruction_of, hold_of
from backend.cases.queries.objections import ObjectionLine, objections
from backend.cases.rules.case import KnownCase
from backend.cases.rules.destruction import AskedBy
from backend.cases.rules.stages import Ground, Outcome
from backend.database.questions import Questions
from backend.grievances.queries import stories
from backend.grievances.queries.drafts import FileLine
from backend.grievances.queries.open_acts import open_acts
from backend.grievances.queries.opening import Opened
from backend.grievances.queries.told_days import MovedDay, moved_days, told_days, waited
from backend.grievances.queries.translations import TranslationLine, relied_on, translations
from backend.grievances.rules.translations import OF_THE_STORY
from backend.jurisdictions.queries import zone_of


@dataclass(frozen=True)
class RemedyLine:
    id: UUID
    code: str
    due_on: date | None
    done_on: date | None
    confirmed_on: date | None


@dataclass(frozen=True)
class OutcomeShown:
    code: Outcome
    decided_on: date
    language: str
    reason: str
    remedies: tuple[RemedyLine, ...]
    message_id: UUID | None = None
    ground: Ground | None = None


@dataclass(frozen=True)
class Followed:
    """``due``: running clock → the day that the complainant was told.

    ``waited``: that day was moved, by the time in which the office waited for the complainant;
    ``moved``: for days off, with the reason.
    ``translations``: in force. ``relied``: what whoever decided read, replaced since or not.
    ``destruction``: asked by the complainant, or done.
    ``zone``: days are those of the place where the office is.
    """

    case: KnownCase
    story: stories.Story | None
    timeline: list[TimelineEntry]
    messages: list[stories.MessageLine]
    files: list[FileLine]
    due: dict[str, date]
    outcome: OutcomeShown | None
    can: list[str]
    waited: bool = False
    zone: str = "UTC"
    translations: tuple[TranslationLine, ...] = ()
    relied: tuple[TranslationLine, ...] = ()
    destruction: DestructionLine | None = None
    hold: HoldLine | None = None
    moved: tuple[MovedDay, ...] = ()
    objections: tuple[ObjectionLine, ...] = ()

    def day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()

    def beside(self, kind: str, of_id: UUID | None = None) -> list[TranslationLine]:
        """Translations of a part of the story, or of one message, however it was written."""
        kinds = {"message", "reply"} if kind == "message" else {kind}
        return [n for n in self.translations if n.kind in kinds and of_id in {None, n.of_id}]

    def translated(self) -> list[tuple[TranslationLine, str]]:
        """Each translation with its original."""
        texts: dict[tuple[str, UUID | None], str | None] = {
            (kind.value, None): getattr(self.story, kind.value, None) for kind in OF_THE_STORY
        }
        texts |= {("message", m.id): m.text for m in self.messages}
        keys = [_original(line) for line in self.translations]
        found = zip(self.translations, keys, strict=True)
        return [(line, texts[key] or "") for line, key in found if key in texts]

    def story_is_translated(self) -> bool:
        return any(line.kind in OF_THE_STORY for line in self.translations)


def _original(line: TranslationLine) -> tuple[str, UUID | None]:
    """Of a part of the story there is one; a reply has become a message."""
    if line.kind in OF_THE_STORY:
        return (line.kind.value, None)
    return ("message", line.of_id)


async def followed(session: AsyncSession, opened: Opened, at: datetime) -> Followed | None:
    async with Questions(session) as ask:
        known = ask(case_by_id(session, opened.case_id))
        destroying = ask(destruction_of(session, opened.case_id))
        entries = ask(timeline(session, opened.case_id))
        ask(clocks_of(session, opened.case_id))  # several of those below read them
    case, destruction = known.answer, destroying.answer
    if case is None:
        return None
    if case.destroyed_on:
        return Followed(case, None, [], [], [], {}, None, [], destruction=destruction)
    key = opened.account_key
    async with Questions(session) as ask:
        office = ask(organisation(session, case.handler_id, "en"))
        story = ask(stories.story(session, case.id, key))
        written = ask(stories.messages(session, case.id, key))
        files = ask(stories.files(session, case.id))
        translated = ask(translations(session, case.id, key))
        objected = ask(objections(session, case.id))
        held = ask(hold_of(session, case.id, key))
        ask(decision_in_force(session, case.id))  # and it
    zone = zone_of(office.answer.country if office.answer else case.country)
    return Followed(
        case,
        story.answer,
        entries.answer,
        written.answer,
        files.answer,
        await told_days(session, case.id),
        await _outcome(session, case, written.answer, zone),
        await open_acts(session, case, objected.answer, at) + _can_erase(destruction),
        await waited(session, case.id),
        zone,
        tuple(line for line in translated.answer if line.replaced_at is None),
        await _relied(session, case.id, translated.answer),
        _asked(destruction),
        held.answer,
        await moved_days(session, case.id),
        tuple(objected.answer),
    )


def _asked(line: DestructionLine | None) -> DestructionLine | None:
    """That the time of a case is over is the office's own business until it is destroyed."""
    return line if line and line.asked_by is AskedBy.COMPLAINANT else None


def _can_erase(line: DestructionLine | None) -> list[str]:
    return [] if _asked(line) else ["erase"]


async def _relied(
    session: AsyncSession, case_id: UUID, known: list[TranslationLine]
) -> tuple[TranslationLine, ...]:
    """The row policy shows them once it is decided."""
    decision = await decision_in_force(session, case_id)
    ids = await relied_on(session, case_id, decision.id) if decision else []
    return tuple(line for line in known if line.id in ids)


async def _outcome(
    session: AsyncSession, case: KnownCase, written: list[stories.MessageLine], zone: str
) -> OutcomeShown | None:
    decision = await decision_in_force(session, case.id)
    if decision is None or decision.decided_at is None:
        return None
    reason = next((m for m in written if m.id == decision.message_id), None)
    remedies = await promised_remedies(session, case.id, decision.id)
    return OutcomeShown(
        decision.outcome,
        decision.decided_at.astimezone(ZoneInfo(zone)).date(),
        reason.language if reason else decision.language,
        reason.text if reason else "",
        tuple(RemedyLine(r.id, r.code, r.due_on, r.done_on, r.confirmed_on) for r in remedies),
        decision.message_id,
        decision.ground,
    )
