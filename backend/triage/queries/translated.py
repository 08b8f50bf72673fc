"""The texts of one case with their translations, what waits, and who could do it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import Colleague
from backend.accounts.rules import Act, may
from backend.grievances.queries.account_language import language_of
from backend.grievances.queries.engine_requests import replies
from backend.grievances.queries.texts import SourceText, texts_of
from backend.grievances.queries.translation_requests import Waiting, requests_of
from backend.grievances.queries.translations import TranslationLine, in_force, translations
from backend.grievances.rules.translations import TranslatedKind
from backend.triage.queries.work import Work
from backend.triage.queries.written import inquiries


@dataclass(frozen=True)
class TextShown:
    """One text, what stands beside it, the versions that were replaced, and what waits."""

    source: SourceText
    versions: list[TranslationLine]
    older: list[TranslationLine]
    waiting: list[Waiting]

    @property
    def disputed(self) -> list[TranslationLine]:
        return [line for line in self.versions if line.dispute]


@dataclass(frozen=True)
class CaseTexts:
    """Every text of a case. ``readers``: who works on cases here and reads its language."""

    shown: list[TextShown] = field(default_factory=list)
    readers: frozenset[UUID] = frozenset()
    lines: list[TranslationLine] = field(default_factory=list)

    def of(self, kind: str, of_id: UUID | None = None) -> TextShown | None:
        """The story has one text of each kind; of the others there are several."""
        return next(
            (
                text
                for text in self.shown
                if text.source.kind == kind and of_id in {None, text.source.of_id}
            ),
            None,
        )

    def disputed(self) -> list[TextShown]:
        return [text for text in self.shown if text.disputed]

    def on_the_page(self) -> str:
        """The versions that a decision relies on, as its form carries them along."""
        return ".".join(str(line.id) for text in self.shown for line in text.versions)

    def named(self, ids: Iterable[UUID]) -> list[TranslationLine]:
        """Versions by id, those that were replaced since too."""
        wanted = set(ids)
        return [line for line in self.lines if line.id in wanted]


async def case_texts(session: AsyncSession, work: Work, people: list[Colleague]) -> CaseTexts:
    """Nothing once the case is destroyed."""
    if "account" not in work.keys:
        return CaseTexts()
    lines = await translations(session, work.case.id, work.keys["account"])
    waiting = await requests_of(session, work.case.id)
    sources = await source_texts(session, work)
    return CaseTexts(
        [_shown(source, lines, waiting) for source in sources],
        frozenset(m.id for m in people if is_reader(m, {work.case.language})),
        lines,
    )


def is_reader(member: Colleague, languages: Iterable[str]) -> bool:
    """Whether they work on cases and read all of these."""
    return may(member.role, Act.WORK_CASES) and member.languages.issuperset(languages)


def _shown(source: SourceText, lines: list[TranslationLine], waiting: list[Waiting]) -> TextShown:
    own = [line for line in lines if (line.kind, line.of_id) == source.key]
    return TextShown(
        source,
        in_force(own, source.key),
        [line for line in reversed(own) if line.replaced_at],
        [w for w in waiting if (w.kind, w.of_id) == source.key],
    )


async def source_texts(session: AsyncSession, work: Work) -> list[SourceText]:
    """Story and messages; then what the office asked the system's owner, and the answers."""
    key = work.key("account")
    found = await texts_of(session, work.case, key)
    for line in await inquiries(session, work.case.id, key):
        question, answer = TranslatedKind.OWNER_QUESTION, TranslatedKind.OWNER_ANSWER
        said = [(question, line.question, line.asked_at), (answer, line.answer, line.answered_at)]
        found += [
            SourceText(kind, line.id, language_of(text, work.person.locale), text, "", at)
            for kind, text, at in said
            if text
        ]
    return found + await _replies(session, work)


async def _replies(session: AsyncSession, work: Work) -> list[SourceText]:
    """What the office wrote and has not sent yet; nobody else reads it."""
    if "office" not in work.keys:
        return []
    return [
        SourceText(TranslatedKind.REPLY, r.id, r.language, r.text, "office", r.written_at)
        for r in await replies(session, work.case.id, work.keys["office"])
        if r.open
    ]
