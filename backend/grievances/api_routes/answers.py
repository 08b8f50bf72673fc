"""What programs are answered: codes and days, never hours."""

from datetime import date
from operator import not_
from typing import Literal
from uuid import UUID

from pydantic import Field

from backend.cases.rules.stages import Outcome, Stage
from backend.grievances.queries.following import Followed, OutcomeShown
from backend.grievances.queries.translations import TranslationLine
from backend.grievances.rules.translations import TranslatedKind
from backend.web.api import Answer


class Next(Answer):
    stage: Stage = Field(description="What the office does next,")
    due_on: date = Field(description="and by when.")


class Filed(Answer):
    """The code is null when the same request comes again after 24 hours."""

    reference: str = Field(examples=["TH-2026-7F3K2-9"])
    receipt_code: str | None = Field(examples=["0W40-J2GB-1G6G-W3RG-2491-650J"])
    receipt_code_digits: str | None = Field(
        description="The same secret for people without Latin letters."
    )
    filed_on: date
    next: Next


class StageEntered(Answer):
    on: date
    stage: Stage


class MessageShown(Answer):
    on: date
    sender: Literal["complainant", "office", "system"] = Field(alias="from")
    text: str
    language: str = Field(examples=["th"])


class RemedyPromised(Answer):
    code: str
    due_on: date | None
    done_on: date | None


class OutcomeDecided(Answer):
    code: Outcome
    reason: str
    language: str
    decided_on: date
    remedies: list[RemedyPromised]


class TextShown(Answer):
    text: str
    language: str = Field(examples=["lo"])


class TranslationShown(Answer):
    """The original stands beside each translation, always."""

    id: UUID
    of: Literal["account", "wanted", "system_text", "message"]
    original: TextShown
    text: str
    language: str = Field(examples=["th"])
    by: Literal["person", "machine"]
    on: date
    checked: bool = Field(description="Whether a second person found it right.")
    disputed: bool = Field(description="Said to be wrong, and not looked at again yet.")


class CaseShown(Answer):
    """After destruction `destroyed_on` stands, and nothing else is left."""

    reference: str | None
    filed_on: date
    stage: Stage | None
    timeline: list[StageEntered]
    messages: list[MessageShown]
    outcome: OutcomeDecided | None
    can: list[
        Literal["write", "withdraw", "object", "solved", "not_solved", "erase", "translation_wrong"]
    ] = Field(description="Acts that are possible now; `write` is a call of its own.")
    translations: list[TranslationShown] = Field(
        default_factory=list, exclude_if=not_, description="Left out where there are none."
    )
    destroyed_on: date | None = None


class MessageTaken(Answer):
    on: date
    language: str = Field(description="As we read it.", examples=["th"])


def case_shown(found: Followed) -> CaseShown:
    case = found.case
    gone = case.destroyed_on is not None
    return CaseShown(
        reference=None if gone else case.reference,
        filed_on=case.filed_on,
        stage=None if gone else case.stage,
        timeline=[StageEntered(on=found.day(e.at), stage=e.stage) for e in found.timeline],
        messages=[
            MessageShown.model_validate(
                {"on": found.day(m.at), "from": m.sender, "text": m.text, "language": m.language}
            )
            for m in found.messages
        ],
        outcome=_outcome(found.outcome) if found.outcome else None,
        can=found.can + _about_translations(found),
        translations=[_translation(found, line, text) for line, text in found.translated()],
        destroyed_on=case.destroyed_on,
    )


def _about_translations(found: Followed) -> list[str]:
    return ["translation_wrong"] if any(not n.dispute for n, _ in found.translated()) else []


def _translation(found: Followed, line: TranslationLine, text: str) -> TranslationShown:
    return TranslationShown.model_validate(
        {
            "id": line.id,
            "of": "message" if line.kind is TranslatedKind.REPLY else line.kind.value,
            "original": {"text": text, "language": line.from_language},
            "text": line.text,
            "language": line.to_language,
            "by": "machine" if line.by_engine else "person",
            "on": found.day(line.made_at),
            "checked": line.reviewed_at is not None and line.dispute is None,
            "disputed": line.dispute is not None,
        }
    )


def _outcome(shown: OutcomeShown) -> OutcomeDecided:
    return OutcomeDecided(
        code=shown.code,
        reason=shown.reason,
        language=shown.language,
        decided_on=shown.decided_on,
        remedies=[
            RemedyPromised(code=r.code, due_on=r.due_on, done_on=r.done_on) for r in shown.remedies
        ],
    )
