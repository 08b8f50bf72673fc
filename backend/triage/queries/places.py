"""Where the desk's sealed words belong."""

from uuid import UUID

from backend.sealing.fields import Place


def note_place(note_id: UUID) -> Place:
    return Place("notes", "text", note_id)


def question_place(inquiry_id: UUID) -> Place:
    return Place("inquiries", "question", inquiry_id)


def answer_place(inquiry_id: UUID) -> Place:
    return Place("inquiries", "answer", inquiry_id)


def address_place(referral_id: UUID) -> Place:
    return Place("referrals", "address", referral_id)


def letter_place(referral_id: UUID) -> Place:
    return Place("referrals", "letter", referral_id)


def event_reason_place(case_id: UUID) -> Place:
    """Events get their id only when they are written; their reasons belong to the case."""
    return Place("events", "reason", case_id)
