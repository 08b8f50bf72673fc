"""Codes of the register and their names as people read them."""

from backend.languages.messages import Message, msg

PHASES: dict[str, Message] = {
    "planned": msg("Planned", "phase"),
    "pilot": msg("Pilot", "phase"),
    "production": msg("In use", "phase"),
    "retired": msg("Retired", "phase"),
}
RISK_TIERS: dict[str, Message] = {
    "high": msg("High risk"),
    "medium": msg("Medium risk"),
    "low": msg("Low risk"),
}
RISK_BASES: dict[str, Message] = {
    "law_list": msg("by a list in law"),
    "law_criteria": msg("by criteria in law"),
    "self_declared": msg("as its owner declares"),
    "portal_rule": msg("by this portal's rule: it decides something important about people"),
}
OVERSIGHT_MODES: dict[str, Message] = {
    "in_the_loop": msg("A person takes each decision"),
    "over_the_loop": msg("A person watches and can step in"),
    "on_top_of_recommendation": msg("A person decides with the system's recommendation"),
    "none": msg("No person takes part"),
}
AUTOMATION_LEVELS: dict[str, Message] = {
    "fully_automated": msg("Decides by itself"),
    "human_on_top_of_recommendation": msg("Recommends; a person decides"),
    "human_in_the_loop": msg("A person takes part in each decision"),
    "human_over_the_loop": msg("A person watches and can step in"),
    "generative_content_only": msg("Writes or draws, decides nothing"),
    "unknown": msg("Not stated"),
}
EVIDENCE_KINDS: dict[str, Message] = {
    "override_log": msg("A list of decisions that people changed"),
    "drill": msg("A drill"),
    "audit": msg("An audit"),
}

#: What people read of a system, in each language, and how long each may be.
TEXT_FIELDS = {"name": 200, "purpose": 2000, "human_oversight": 2000, "oversight_role": 200}
#: What need not be said.
MAY_BE_EMPTY = frozenset({"oversight_role"})
#: Last parts of addresses of the desk and of answers in forms, so no names of systems.
NOT_A_SLUG = ("new", "unknown")
