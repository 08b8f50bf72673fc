"""Roles, kinds of organisation, and who may do what."""

from enum import StrEnum


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
