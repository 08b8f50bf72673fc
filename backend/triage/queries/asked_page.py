"""What the owner of a system sees: the cases put to it, and one of them while it is asked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.queries.queue import lines_by_id
from backend.cases.rules.stages import Stage
from backend.grievances.queries import stories
from backend.grievances.queries.drafts import FileLine
from backend.grievances.queries.translations import TranslationLine, translations
from backend.systems.queries.listing import system_lines
from backend.triage.queries.work import Work
from backend.triage.queries.written import InquiryLine, asked_of, inquiries


@dataclass(frozen=True)
class Owner:
    """The organisation that is asked, and the language of whoever reads for it."""

    id: UUID
    locale: str


@dataclass(frozen=True)
class AskedLine:
    """``system`` is the name of the system that the question is about."""

    reference: str
    system: str
    asked_at: datetime
    due_at: datetime
    answered_at: datetime | None
    late: bool


@dataclass(frozen=True)
class AskedPage:
    """``may_answer``: the case is put to us now, and its words are open to us.

    ``translations``: of story and questions, as the office reads them.
    """

    may_answer: bool
    system: str
    story: stories.Story | None
    files: list[FileLine]
    inquiries: list[InquiryLine]
    translations: tuple[TranslationLine, ...] = ()

    def beside(self, kind: str, of_id: UUID | None = None) -> list[TranslationLine]:
        return [n for n in self.translations if n.kind == kind and of_id in {None, n.of_id}]


async def asked_lines(session: AsyncSession, owner: Owner, at: datetime) -> list[AskedLine]:
    found = await asked_of(session, owner.id)
    known = await lines_by_id(session, [line.case_id for line in found])
    systems = await _names(session, {line.system_id for line in known.values()}, owner.locale)
    return [
        AskedLine(
            known[line.case_id].reference,
            systems.get(known[line.case_id].system_id, ""),
            line.asked_at,
            line.due_at,
            line.answered_at,
            line.open and line.due_at < at,
        )
        for line in found
        if line.case_id in known
    ]


async def _names(
    session: AsyncSession, ids: set[UUID | None], locale: str
) -> dict[UUID | None, str]:
    wanted = [system_id for system_id in ids if system_id]
    known = await system_lines(session, wanted, locale) if wanted else {}
    return {system_id: line.name.text for system_id, line in known.items()}


async def asked_page(session: AsyncSession, work: Work) -> AskedPage:
    """Words only while the case is put to us: afterwards we hold no key to it."""
    key = work.keys.get("account")
    names = await _names(session, {work.case.system_id}, work.person.locale)
    system = names.get(work.case.system_id, "")
    if key is None or work.case.stage is not Stage.AWAITING_ORGANISATION:
        return AskedPage(
            may_answer=False,
            system=system,
            story=None,
            files=[],
            inquiries=await inquiries(session, work.case.id, None),
        )
    return AskedPage(
        may_answer=True,
        system=system,
        story=await stories.story(session, work.case.id, key),
        files=await stories.files(session, work.case.id),
        inquiries=await inquiries(session, work.case.id, key),
        translations=tuple(
            line
            for line in await translations(session, work.case.id, key)
            if line.replaced_at is None
        ),
    )
