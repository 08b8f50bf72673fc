"""Roles, kinds of organisation, and who may do what."""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

from backend.errors import Fault, Unacceptable
from backend.languages.messages import Message, msg


class Role(StrEnum):
    """What a member of staff is here for."""

    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"
    REVIEWER = "reviewer"
    SYSTEM_OWNER = "system_owner"
    COMMUNICATIONS = "communications"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    HELPER = "helper"


class OrganisationKind(StrEnum):
    """What an organisation is to a complaint."""

    RECEIVING_OFFICE = "receiving_office"
    SYSTEM_OWNER = "system_owner"
    OVERSIGHT_BODY = "oversight_body"


class Act(StrEnum):
    """What a route asks for; the table below says who may."""

    READ_CASES = "read_cases"
    WORK_CASES = "work_cases"
    OPEN_CONTACT = "open_contact"
    ANSWER_AS_OWNER = "answer_as_owner"
    WRITE_REPORTS = "write_reports"
    WRITE_TEXTS = "write_texts"
    WRITE_REPLIES = "write_replies"
    MANAGE_PEOPLE = "manage_people"
    READ_RECORD = "read_record"
    FILE_FOR_OTHERS = "file_for_others"
    LOOK_AFTER_PEOPLE = "look_after_people"
    DESTROY_CASES = "destroy_cases"


MAY: dict[Role, frozenset[Act]] = {
    Role.CASEWORKER: frozenset(
        {
            Act.READ_CASES,
            Act.WORK_CASES,
            Act.OPEN_CONTACT,
            Act.FILE_FOR_OTHERS,
            Act.DESTROY_CASES,
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            Act.READ_CASES,
            Act.WORK_CASES,
            Act.OPEN_CONTACT,
            Act.FILE_FOR_OTHERS,
            Act.DESTROY_CASES,
            Act.READ_RECORD,
            Act.WRITE_TEXTS,
            Act.WRITE_REPLIES,
            Act.LOOK_AFTER_PEOPLE,
        }
    ),
    Role.REVIEWER: frozenset({Act.READ_CASES, Act.WORK_CASES}),
    Role.SYSTEM_OWNER: frozenset({Act.ANSWER_AS_OWNER, Act.WRITE_TEXTS}),
    Role.COMMUNICATIONS: frozenset({Act.WRITE_REPORTS, Act.WRITE_TEXTS}),
    Role.AUDITOR: frozenset({Act.READ_CASES, Act.READ_RECORD}),
    Role.ADMINISTRATOR: frozenset(
        {Act.MANAGE_PEOPLE, Act.LOOK_AFTER_PEOPLE, Act.WRITE_TEXTS, Act.WRITE_REPLIES}
    ),
    Role.HELPER: frozenset({Act.FILE_FOR_OTHERS}),
}


#: What an organisation says of itself, in each language, and how long each may be.
TEXT_FIELDS = {"name": 200, "notice": 1000}

#: Whom a complaint can be assigned to, and who hears of it.
WORKING_ON_CASES = frozenset({Role.CASEWORKER, Role.SUPERVISOR})


def languages_read(locale: str, reads: Iterable[str]) -> frozenset[str]:
    """Whoever works in a language reads it."""
    return frozenset({locale, *reads})


#: What only an office does, whatever the role is called elsewhere.
OF_OFFICES = frozenset({Act.WRITE_REPLIES})


def may(role: Role, act: Act) -> bool:
    return act in MAY[role]


def may_at(kind: OrganisationKind, role: Role, act: Act) -> bool:
    """As ``may``, of somebody of that kind of organisation."""
    return may(role, act) and (act not in OF_OFFICES or kind is OrganisationKind.RECEIVING_OFFICE)


#: What people of each kind of organisation can be: owners never work on complaints, and offices
#: never answer for systems.
ROLES_OF: dict[OrganisationKind, tuple[Role, ...]] = {
    OrganisationKind.RECEIVING_OFFICE: tuple(r for r in Role if r is not Role.SYSTEM_OWNER),
    OrganisationKind.SYSTEM_OWNER: (Role.SYSTEM_OWNER, Role.AUDITOR, Role.ADMINISTRATOR),
    OrganisationKind.OVERSIGHT_BODY: (Role.AUDITOR, Role.ADMINISTRATOR),
}

#: A session ends after so long without a request, and after so long in any case.
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200


class WeakPassword(Unacceptable):
    code = "weak_password"

    def __init__(self, reason: str) -> None:
        super().__init__(Fault("password", reason, (("shortest", SHORTEST_PASSWORD),)))


def refuse_weak_password(password: str, email: str) -> None:
    """Long enough, not endless, not the account's own name, not one sign over and over."""
    if len(password) < SHORTEST_PASSWORD:
        raise WeakPassword("password_short")
    if len(password) > LONGEST_PASSWORD:
        raise WeakPassword("password_long")
    plain = password.lower()
    if email.split("@", maxsplit=1)[0].lower() in plain or len(set(plain)) < SHORTEST_PASSWORD // 3:
        raise WeakPassword("password_guessable")


ROLE_NAMES: dict[Role, Message] = {
    Role.CASEWORKER: msg("Caseworker"),
    Role.SUPERVISOR: msg("Supervisor"),
    Role.REVIEWER: msg("Reviewer"),
    Role.SYSTEM_OWNER: msg("System owner"),
    Role.COMMUNICATIONS: msg("Communications"),
    Role.AUDITOR: msg("Auditor"),
    Role.ADMINISTRATOR: msg("Administrator"),
    Role.HELPER: msg("Helper"),
}
