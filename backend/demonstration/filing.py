"""Filing one complaint of the demonstration."""

from functools import partial
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.actions.opening import OpenedCase
from backend.demonstration.planning import Planned
from backend.grievances.actions.filing import Filing, file_grievance
from backend.grievances.queries.account_language import read_as
from backend.grievances.rules.draft import DraftContents
from backend.grievances.rules.receipt_code import secret_from
from backend.languages.burmese import as_unicode
from backend.sealing.keys import new_key


async def file_one(session: AsyncSession, entry: dict[str, Any], planned: Planned) -> OpenedCase:
    # Known references, so that a demonstration can be shown again with the same ones.
    contents = contents_of(entry, uuid4())
    filing = Filing(
        contents=contents,
        interface_language=entry["language"],
        language=entry["language"],
        language_read=read_as(contents, entry["language"]).language,
        channel="web",
        secret=secret_of(planned.number),
        draw=partial(Random(f"reference {planned.number}").randbytes, 8),  # noqa: S311  known to all
    )
    return await file_grievance(session, filing, planned.filed_at)


def secret_of(number: int) -> bytes:
    """Behind the receipt code; known to all, like everything of the demonstration."""
    return secret_from(sha256(f"demonstration {number}".encode()).digest())


def contents_of(entry: dict[str, Any], case_id: UUID) -> DraftContents:
    read = as_unicode(entry["text"].strip())
    contact = entry.get("contact")
    details = contact if isinstance(contact, dict) else {}
    way = next((name for name in ("email", "phone") if name in details), "none")
    danger = entry.get("danger", "no")
    return DraftContents(
        case_id=case_id,
        account_key=new_key(),
        country=entry["country"],
        account=read.text,
        original=read.kept,
        system=entry.get("system") or "unknown",
        system_text=entry.get("system_text") or "",
        danger={True: "yes", False: "no"}.get(danger, danger),
        wanted=entry.get("wanted") or "",
        affected=entry.get("affected") or "",
        contact_way=way,
        email=details.get("email", ""),
        phone=str(details.get("phone", "")),
    )
