"""The choices a case is described by; values are the codes of workflows/taxonomy.yaml."""

from enum import StrEnum


class Stage(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    IN_ASSESSMENT = "in_assessment"
    AWAITING_COMPLAINANT = "awaiting_complainant"
    IN_INVESTIGATION = "in_investigation"
    AWAITING_ORGANISATION = "awaiting_organisation"
    PROPOSED_RESPONSE = "proposed_response"
    IN_DIALOGUE = "in_dialogue"
    DECIDED = "decided"
    REMEDY_PENDING = "remedy_pending"
    CLOSED = "closed"
    REOPENED = "reopened"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """How a case ended."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    RESOLVED_WITHOUT_FINDING = "resolved_without_finding"
    NO_JURISDICTION = "no_jurisdiction"
    INSUFFICIENT_INFORMATION = "insufficient_information"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    SET_ASIDE = "set_aside"


class Ground(StrEnum):
    """Why a complaint is set aside instead of being looked into."""

    NO_AI_SYSTEM = "no_ai_system"
    ABUSE = "abuse"
    SPAM = "spam"
    EMPTY = "empty"
