"""Forms of the desk in which somebody types an id of another organisation."""

from typing import NamedTuple

from backend.accounts.rules import Role

#: Shorter values are words of the form, no ids.
LONGEST_WORD = 14


class Typed(NamedTuple):
    """``fields``: the name of an id as in worlds.py becomes that id of others; ``own``, of ours."""

    role: Role
    path: str
    fields: dict[str, str]


CASE, OWNER_UPDATE = "/desk/cases/{own}", "/desk/systems/{system}/updates/{update}"
PROPOSAL = {
    "move": "propose", "outcome": "duplicate", "outcome_reason": "x", "reason_language": "en",
}  # fmt: skip
WITHDRAW = {"act": "withdraw_absence", "absence": "absence"}
NEW_UPDATE = {
    "version": "version", "live_from": "2026-01-01", "what_changed": "x", "why": "x",
    "what_changed_en": "x", "why_en": "x",
}  # fmt: skip
FORMS = [
    Typed(Role.CASEWORKER, CASE, {"act": "assign", "assignee": "staff"}),
    Typed(Role.CASEWORKER, CASE, {"act": "remedy_done", "remedy": "remedy"}),
    Typed(Role.CASEWORKER, CASE, PROPOSAL | {"duplicate_of": "cases/{reference}"}),
    Typed(Role.CASEWORKER, CASE, {"act": "ask_translation", "text": "told", "to_language": "th"}),
    Typed(Role.CASEWORKER, CASE, {"act": "insert-note", "reply-note": "template"}),
    Typed(Role.CASEWORKER, "/desk/bulk", {"act": "assign", "case": "cases/{reference}"}),
    Typed(Role.CASEWORKER, "/desk/bulk", {"act": "assign", "case": "own", "assignee": "staff"}),
    Typed(Role.CASEWORKER, "/desk/file", {"filing": "file/{filing_id}"}),
    Typed(Role.CASEWORKER, "/desk/views", {"act": "remove", "saved": "view"}),
    Typed(Role.CASEWORKER, "/desk/destruction", {"case": "cases/{reference}"}),
    Typed(Role.SUPERVISOR, "/desk/views", {"act": "remove", "saved": "view"}),
    Typed(Role.SUPERVISOR, "/desk/replies", {"act": "retire", "template": "template"}),
    Typed(Role.SUPERVISOR, "/desk/colleagues", {"act": "reset_password", "staff": "staff"}),
    Typed(Role.SUPERVISOR, "/desk/colleagues", {"act": "absence", "staff": "staff"}),
    Typed(Role.SUPERVISOR, "/desk/on-call", {"on_call": "staff"}),
    Typed(Role.SUPERVISOR, "/desk/leaving", {"person": "staff", "to": "own staff"}),
    Typed(Role.SUPERVISOR, "/desk/leaving", {"person": "own staff", "to": "staff"}),
    Typed(Role.ADMINISTRATOR, "/desk/colleagues", {"act": "approve", "reset": "reset"}),
    Typed(Role.ADMINISTRATOR, "/desk/colleagues", {"act": "refuse", "reset": "reset"}),
    Typed(Role.ADMINISTRATOR, "/desk/colleagues", WITHDRAW),
    Typed(Role.ADMINISTRATOR, "/desk/people", {"act": "close", "staff": "staff"}),
    Typed(Role.ADMINISTRATOR, "/desk/people", {"act": "role", "staff": "staff", "role": "auditor"}),
    Typed(Role.ADMINISTRATOR, "/desk/people", {"act": "languages", "staff": "staff"}),
    Typed(Role.ADMINISTRATOR, "/desk/people", {"act": "end_sessions", "staff": "staff"}),
    Typed(Role.ADMINISTRATOR, "/desk/people", {"act": "invite_again", "staff": "staff"}),
    Typed(Role.SYSTEM_OWNER, OWNER_UPDATE, {"cases": "cases/{reference}"}),
    Typed(Role.SYSTEM_OWNER, "/desk/systems/{system}/updates/new", NEW_UPDATE),
]  # fmt: skip
