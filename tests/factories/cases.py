"""Complaints, filed as the public door files them."""

import secrets
from datetime import datetime
from uuid import uuid4

from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.clock import now
from backend.database.doors import transaction
from backend.grievances.actions.filing import Filing, file_grievance
from backend.grievances.rules.draft import DraftContents
from backend.grievances.rules.receipt_code import secret_from
from backend.sealing.keys import new_key

ACCOUNT = "The machine refused my pension and nobody told me why."


def a_story(**changes: object) -> DraftContents:
    values: dict[str, object] = {
        "case_id": uuid4(),
        "account_key": new_key(),
        "country": "TH",
        "account": ACCOUNT,
        "system": "unknown",
        "danger": "no",
        "contact_way": "none",
    }
    return DraftContents(**(values | changes))


async def a_case(
    installation: Installation, at: datetime | None = None, **changes: object
) -> OpenedCase:
    """Filed in English at the office that routing chooses."""
    secret = secret_from(secrets.token_bytes(32))
    filing = Filing(a_story(**changes), "en", "en", secret=secret)
    async with transaction(installation.engines["public"]) as session:
        return await file_grievance(session, filing, at or now())
