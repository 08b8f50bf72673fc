"""Translations of the demonstration: made by people, asked for, and one said to be wrong."""

from datetime import timedelta
from typing import Any

from backend.accounts.queries import held_keys
from backend.cases.actions.opening import OpenedCase
from backend.cases.queries.cases import case_by_id, decision_in_force
from backend.cases.rules.case import KnownCase
from backend.demonstration.working import Worker, office_of
from backend.errors import Absent
from backend.grievances.actions.requesting import Wanted, ask_for_translation
from backend.grievances.actions.reviewing import (
    Disputed,
    dispute_translation,
    rely_on,
    show_relied,
)
from backend.grievances.actions.translating import NewTranslation, keep_translation
from backend.grievances.queries.opening import Opened
from backend.grievances.queries.texts import texts_of
from backend.grievances.queries.translations import translations
from backend.grievances.rules.translations import Maker
from backend.sealing.queries import keys_for_organisation

#: After the complaint was filed.
SOON = timedelta(hours=2)


async def translate_story(worker: Worker, filed: OpenedCase) -> None:
    """What the complaint's own data say of a translation of its account."""
    said: dict[str, Any] | None = worker.entry.get("translation")
    case = await case_by_id(worker.session, filed.id)
    if said is None or case is None:
        return
    key = await _account_key(worker, case)
    text = (await texts_of(worker.session, case, key))[0]
    wanted = Wanted(text.kind, text.of_id, text.language, said.get("into") or said["asked"])
    at, office = worker.planned.filed_at + SOON, office_of(case)
    asker = worker.staff[f"caseworker@{office}"]
    by = (Maker.PERSON, asker)
    await ask_for_translation(worker.session, case, wanted, by, at)
    if "text" in said:
        made = NewTranslation(wanted, said["text"], worker.staff[f"{said['by']}@{office}"])
        kept = await keep_translation(worker.session, case, key, made, at)
        if said.get("said_wrong") and kept:
            await dispute_translation(worker.session, Opened(case.id, b"", key), Disputed(kept), at)


async def note_reliance(worker: Worker, filed: OpenedCase) -> None:
    """Whoever decided had the translations before them."""
    session, case = worker.session, await case_by_id(worker.session, filed.id)
    decision = await decision_in_force(session, filed.id)
    if case is None or decision is None:
        return
    lines = await translations(session, case.id, await _account_key(worker, case))
    await rely_on(session, case, decision.id, [line.id for line in lines])
    if decision.decided_at:
        await show_relied(session, case, decision.id, decision.decided_at)


async def _account_key(worker: Worker, case: KnownCase) -> bytes:
    held = await held_keys(worker.session, worker.keyring, case.handler_id)
    keys = await keys_for_organisation(worker.session, case.id, held)
    if "account" not in keys:
        raise Absent
    return keys["account"]
