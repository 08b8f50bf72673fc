"""The lines of the record as staff read them: names, references and reasons put to the events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from backend.accounts.queries import held_keys, staff_names
from backend.accounts.staff import SignedIn
from backend.audit.queries import EventLine
from backend.cases.queries.queue import lines_by_id
from backend.cases.rules.names import STAGES
from backend.cases.rules.stages import Stage
from backend.database.doors import Door
from backend.languages.messages import Message
from backend.oversight.desk_routes.record_words import REASONS
from backend.sealing.fields import SealBroken, unseal
from backend.sealing.keys import Keyring
from backend.sealing.queries import keys_for_organisation
from backend.triage.queries.places import event_reason_place


@dataclass(frozen=True)
class RecordLine:
    """``about`` is a colleague or a report; ``stage`` where a move led; ``typed`` the reason."""

    event: EventLine
    actor: str | None
    reference: str | None
    about: str | None
    stage: Message | None
    reason: Message | None
    typed: str | None


async def record_lines(
    session: Door, keyring: Keyring, staff: SignedIn, events: list[EventLine]
) -> list[RecordLine]:
    cases = await lines_by_id(session, list({e.case_id for e in events}))
    names = await staff_names(session, staff.organisation_id, _people(events))
    reasons = await _typed_reasons(session, keyring, staff.organisation_id, events)
    return [
        RecordLine(
            event,
            names.get(event.actor_id) if event.actor_id else None,
            cases[event.case_id].reference if event.case_id in cases else None,
            names.get(_uuid(event.facts.get("staff"))) or _named(event),
            STAGES[Stage(event.facts["to"])] if event.facts.get("to") else None,
            REASONS.get(event.facts.get("reason", "")),
            reasons.get(event.id),
        )
        for event in events
    ]


def _named(event: EventLine) -> str | None:
    """A report, or a case of another office by its reference."""
    named: str | None = event.facts.get("report") or event.facts.get("reference")
    return named


def _people(events: Iterable[EventLine]) -> list[UUID]:
    acted = {e.actor_id for e in events if e.actor_id}
    named = {_uuid(e.facts["staff"]) for e in events if "staff" in e.facts}
    return [*(acted | named)]


def _uuid(text: str | None) -> UUID:
    return UUID(text) if text else UUID(int=0)


async def _typed_reasons(
    session: Door, keyring: Keyring, organisation_id: UUID, events: list[EventLine]
) -> dict[UUID, str]:
    """Under the office key, which the organisation holds until the case is destroyed."""
    with_reason = [e for e in events if e.sealed_reason is not None]
    if not with_reason:
        return {}
    held = await held_keys(session, keyring, organisation_id)
    opened: dict[UUID, str] = {}
    keys: dict[UUID, Mapping[str, bytes]] = {}
    for event in with_reason:
        if event.case_id not in keys:
            keys[event.case_id] = await keys_for_organisation(session, event.case_id, held)
        reason = _opened(keys[event.case_id].get("office"), event)
        if reason is not None:
            opened[event.id] = reason
    return opened


def _opened(key: bytes | None, event: EventLine) -> str | None:
    """Nothing where it cannot be opened: `suara audit verify` says whether it was tampered with."""
    if key is None or event.sealed_reason is None:
        return None
    try:
        return unseal(key, event.sealed_reason, event_reason_place(event.case_id))
    except SealBroken:
        return None
