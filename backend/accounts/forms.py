"""Untrusted input about people, into values."""

from uuid import UUID

from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import ROLES_OF, OrganisationKind, Role
from backend.errors import Fault, Unacceptable
from backend.languages.locales import OURS, offered
from backend.notifications.actions.mailing import is_deliverable
from backend.web.faults import Faults
from backend.web.forms import Form

LONGEST_NAME = 200


def languages_from(form: Form) -> tuple[str, ...]:
    """What somebody reads, of ours."""
    return tuple(tag for tag in OURS if tag in form.all("reads"))


def no_invitation() -> Unacceptable:
    return Unacceptable(Fault("invitation", "invitation_unknown"))


def no_such_act() -> Unacceptable:
    return Unacceptable(Fault("act", "not_a_choice"))


def password_from(form: Form) -> str:
    password = form.text("password")
    if password != form.text("password_again"):
        raise Unacceptable(Fault("password_again", "password_differs"))
    return password


def colleague_from(form: Form, organisation_id: UUID, kind: OrganisationKind) -> NewColleague:
    """Somebody to invite; every wrong field is named."""
    faults = Faults()
    email, name = form.text("email").strip(), faults.needed(form, "name", LONGEST_NAME)
    if not is_deliverable(email):
        faults.add("email", "email_unusable")
    if form.text("role") not in {role.value for role in ROLES_OF[kind]}:
        faults.add("role", "not_a_choice")
    locale = faults.choice(form, "locale", tuple(known.tag for known in offered())) or "en"
    faults.refuse()
    role = Role(form.text("role"))
    return NewColleague(organisation_id, email, name, role, locale, languages_from(form))
