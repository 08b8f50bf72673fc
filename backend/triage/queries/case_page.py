"""Everything that the page of one case shows to the office that handles it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import Colleague, colleagues
from backend.accounts.queries.absences import stand_ins, today_at
from backend.accounts.rules import WORKING_ON_CASES
from backend.cases.actions.deciding import reason_place
from backend.cases.queries.cases import (
    TimelineEntry,
    decision_in_force,
    promised_remedies,
    timeline,
)
from backend.cases.queries.clocks import clock_rows
from backend.cases.queries.workflow_files import workflow_named
from backend.cases.rules.stages import Ground, Outcome
from backend.cases.rules.workflow import Mover, Workflow, moves_allowed
from backend.database.questions import Questions
from backend.grievances.queries import stories
from backend.grievances.queries.drafts import FileLine
from backend.grievances.queries.translations import TranslationLine, relied_on
from backend.sealing.fields import unseal
from backend.systems.queries.lines import SystemLine
from backend.systems.queries.listing import system_choices, system_lines
from backend.triage.queries.translated import CaseTexts, case_texts
from backend.triage.queries.work import Work
from backend.triage.queries.written import (
    InquiryLine,
    NoteLine,
    ReferralLine,
    inquiries,
    notes,
    referrals,
)

#: At other stages several moves are as likely, so that none of their forms stands open.
MOSTLY_NEXT = ("decide", "acknowledge", "assess", "close")


@dataclass(frozen=True)
class ClockLine:
    """A clock that has not stopped, and the day that the person who complained was told."""

    name: str
    due_at: datetime
    told_on: date | None
    paused: bool
    late: bool


@dataclass(frozen=True)
class RemedyLine:
    id: UUID
    code: str
    due_on: date | None
    done_on: date | None


@dataclass(frozen=True)
class DecisionLine:
    """``decided_at`` is empty while it is a proposal."""

    id: UUID
    outcome: Outcome
    reason: str
    language: str
    duplicate_of: str | None
    ground: Ground | None
    proposed_by: UUID
    decided_by: UUID | None
    decided_at: datetime | None
    remedies: tuple[RemedyLine, ...]


@dataclass(frozen=True)
class Conversation:
    """What was said; all of it empty once the case is destroyed."""

    story: stories.Story | None
    messages: list[stories.MessageLine]
    files: list[FileLine]
    notes: list[NoteLine]
    inquiries: list[InquiryLine]
    referrals: list[ReferralLine]


@dataclass(frozen=True)
class CasePage:
    """``barred``: moves that only somebody else may take, because of who took the step before.

    ``relied``: the translations that the decision in force relied on. ``away``: who is away today →
    who stands in.
    """

    said: Conversation
    decision: DecisionLine | None
    clocks: list[ClockLine]
    timeline: list[TimelineEntry]
    moves: list[str]
    barred: list[str]
    open: bool
    people: list[Colleague]
    system: SystemLine | None
    systems: list[SystemLine]
    texts: CaseTexts
    relied: list[TranslationLine]
    away: dict[UUID, UUID]

    def likely(self) -> str:
        """The move whose form stands open, because it is what mostly comes next."""
        return next((move for move in MOSTLY_NEXT if move in self.moves), "")

    def workers(self) -> list[Colleague]:
        """Whoever reads the language of the case first."""
        working = [m for m in self.people if m.role in WORKING_ON_CASES]
        return sorted(working, key=lambda m: m.id not in self.texts.readers)

    @cached_property
    def seen(self) -> str:
        """What has happened so far, as a form carries it along: acts by their first signs."""
        return ".".join(sign_of(entry) for entry in self.timeline)

    def since(self, seen: str) -> list[TimelineEntry]:
        """What has happened since somebody saw that. Not by time: acts are kept to the hour."""
        known = seen.split(".")
        return [entry for entry in self.timeline if sign_of(entry) not in known]

    @cached_property
    def _names(self) -> dict[UUID | None, str]:
        return {member.id: member.name for member in self.people}

    def name_of(self, staff_id: UUID | None) -> str:
        """Empty for people of another organisation."""
        return self._names.get(staff_id, "")


def sign_of(entry: TimelineEntry) -> str:
    return entry.id.hex[:8]


async def case_page(session: AsyncSession, work: Work) -> CasePage:
    case, workflow = work.case, workflow_named(work.case.workflow)
    async with Questions(session) as ask:
        people = ask(colleagues(session, work.person.organisation_id))
        said = ask(_said(session, work))
        decision = ask(decision_line(session, work))
        clocks = ask(_clocks(session, work))
        entries = ask(timeline(session, case.id))
        away = ask(_away(session, work))
        systems = ask(_systems(session, work))
    texts = await case_texts(session, work, people.answer)
    made = decision.answer
    relied = await relied_on(session, case.id, made.id) if made else []
    system, choices = systems.answer
    return CasePage(
        said=said.answer,
        decision=made,
        clocks=clocks.answer,
        timeline=entries.answer,
        moves=_names(workflow, work),
        barred=_barred(workflow, work),
        open=workflow.stages[case.stage].open,
        people=people.answer,
        texts=texts,
        relied=texts.named(relied),
        away=away.answer,
        system=system,
        systems=choices,
    )


async def _away(session: AsyncSession, work: Work) -> dict[UUID, UUID]:
    office = work.person.organisation_id
    return await stand_ins(session, office, await today_at(session, office, work.at))


async def _systems(session: AsyncSession, work: Work) -> tuple[SystemLine | None, list[SystemLine]]:
    """That of the case, and those that it could be about."""
    locale, about = work.person.locale, work.case.system_id
    choices = await system_choices(session, locale)
    found = await system_lines(session, [about], locale) if about else {}
    return found.get(about) if about else None, choices


def _names(workflow: Workflow, work: Work, mover: Mover | None = None) -> list[str]:
    return [move.name for move in moves_allowed(workflow, work.case.stage, mover or work.mover)]


def _barred(workflow: Workflow, work: Work) -> list[str]:
    """What the person's role may do, but not after what they did on this case before."""
    allowed = _names(workflow, work)
    anybody = _names(workflow, work, Mover(work.mover.kinds, facing=work.mover.facing))
    return [name for name in anybody if name not in allowed]


async def _said(session: AsyncSession, work: Work) -> Conversation:
    case_id = work.case.id
    if not {"account", "office"} <= work.keys.keys():
        return Conversation(None, [], [], [], [], [])
    account, office = work.keys["account"], work.keys["office"]
    async with Questions(session) as ask:
        story = ask(stories.story(session, case_id, account))
        messages = ask(stories.messages(session, case_id, account))
        files = ask(stories.files(session, case_id))
        noted = ask(notes(session, case_id, office))
        asked = ask(inquiries(session, case_id, account))
        referred = ask(referrals(session, case_id, account))
    return Conversation(
        story.answer, messages.answer, files.answer, noted.answer, asked.answer, referred.answer
    )


async def decision_line(session: AsyncSession, work: Work) -> DecisionLine | None:
    """The proposal or decision in force, its reason opened."""
    found = await decision_in_force(session, work.case.id)
    if found is None or "office" not in work.keys:
        return None
    promised = await promised_remedies(session, work.case.id, found.id)
    return DecisionLine(
        found.id,
        found.outcome,
        unseal(work.keys["office"], found.sealed_reason, reason_place(found.id)),
        found.language,
        found.duplicate_of,
        found.ground,
        found.proposed_by,
        found.decided_by,
        found.decided_at,
        tuple(RemedyLine(r.id, r.code, r.due_on, r.done_on) for r in promised),
    )


async def _clocks(session: AsyncSession, work: Work) -> list[ClockLine]:
    return [
        ClockLine(
            c.name,
            c.due_at,
            c.told_on,
            c.paused_at is not None,
            c.name != "contest" and c.paused_at is None and c.due_at < work.at,
        )
        for c in await clock_rows(session, work.case.id)
        if c.stopped_at is None
    ]
