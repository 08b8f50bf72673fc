"""What programs send, as it is documented. The forms of the pages check what stands in it.

An empty text is as none, as on the pages.
"""

from typing import Any

from pydantic import Field

from backend.grievances.rules.draft import (
    AFFECTED,
    DANGERS,
    LONGEST_ACCOUNT,
    LONGEST_MESSAGE,
    LONGEST_NAME,
    LONGEST_TEXT,
)
from backend.jurisdictions.queries import COUNTRIES
from backend.languages.locales import DEFAULT, OURS
from backend.web.json_reading import Body

ACTS = ("withdraw", "object", "solved", "not_solved", "erase", "translation_wrong")


def _text(longest: int, about: str = "", **more: Any) -> Any:
    shown = {"maxLength": longest, **more}
    return Field(None, description=about or None, json_schema_extra=shown)


def _one_of(*values: str, about: str = "") -> Any:
    shown: dict[str, Any] = {"enum": [*values, "", None]}
    return Field(None, description=about or None, json_schema_extra=shown)


class NewContact(Body):
    """How the office reaches the person; a receipt code alone is enough, too."""

    name: str | None = _text(LONGEST_NAME)
    email: str | None = _text(LONGEST_NAME, examples=["name@example.org"])
    phone: str | None = _text(LONGEST_NAME, examples=["+66 2 123 4567"])


class NewGrievance(Body):
    country: str = Field(
        description="Where it happened (ISO 3166-1).",
        json_schema_extra={"enum": list(COUNTRIES)},
        examples=["TH"],
    )
    account: str = Field(
        description="What happened, in any language.",
        json_schema_extra={"minLength": 1, "maxLength": LONGEST_ACCOUNT},
        examples=["ระบบปฏิเสธคำขอของฉันโดยไม่บอกเหตุผล"],
    )
    interface_language: str | None = Field(
        DEFAULT,
        description="The language in which the person reads.",
        json_schema_extra={"enum": [*OURS, "", None]},
    )
    system: str | None = _text(80, "Slug of a system in the register, or `unknown`.")
    system_text: str | None = _text(LONGEST_TEXT, "What is known about the system.")
    happened: str | None = Field(
        None,
        description="`YYYY`, `YYYY-MM` or `YYYY-MM-DD`.",
        json_schema_extra={"pattern": r"^(\d{4}(-\d{2}(-\d{2})?)?)?$"},
        examples=["2026-03"],
    )
    danger: str | None = _one_of(*DANGERS, about="Is somebody in danger now?")
    wanted: str | None = _text(LONGEST_TEXT, "What should happen.")
    affected: str | None = _one_of(*AFFECTED)
    contact: NewContact | None = None


class WithCode(Body):
    receipt_code: str = Field(
        description="In letters or digits, with or without spaces and dashes.",
        examples=["0W40-J2GB-1G6G-W3RG-2491-650J"],
    )


class NewMessage(WithCode):
    text: str = Field(json_schema_extra={"minLength": 1, "maxLength": LONGEST_MESSAGE})


class NewAct(WithCode):
    act: str = Field(json_schema_extra={"enum": list(ACTS)})
    reason: str | None = _text(LONGEST_TEXT, "Needed for `object` and `not_solved`.")
    translation: str | None = _text(36, "Which translation, for `translation_wrong`.")
