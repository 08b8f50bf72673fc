"""Who corrected the language that a program had read a complaint as."""

from enum import StrEnum


class CorrectedBy(StrEnum):
    """``none``: the language stands as it was read."""

    NONE = "none"
    PERSON = "person"
    STAFF = "staff"


def corrected_at_filing(read: str | None, language: str) -> CorrectedBy:
    """Nothing is corrected where no program was asked."""
    return CorrectedBy.NONE if read in {None, language} else CorrectedBy.PERSON


def corrected_by_staff(read: str | None, language: str) -> CorrectedBy:
    """Going back to what was read takes a correction away: the program was right."""
    return CorrectedBy.NONE if read == language else CorrectedBy.STAFF
