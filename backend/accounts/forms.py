"""Untrusted input about people, into values."""

from uuid import UUID

from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import ROLES_OF, OrganisationKind, Role
from backend.errors import Fault, Unacceptable
from backend.languages.locales import LOCALES, offered
from backend.languages.normalisation import UnreadableText, stored
from backend.notifications.actions.mailing import is_deliverable
from backend.web.forms import Form

LONGEST_NAME = 200
#: Languages that people may say they read; more than those that pages are offered in.
READABLE = tuple(tag for tag, locale in LOCALES.items() if not locale.test_only)


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
    faults: list[Fault] = []
    email, name = form.text("email").strip(), _name(form, faults)
    if not is_deliverable(email):
        faults.append(Fault("email", "email_unusable"))
    if form.text("role") not in {role.value for role in ROLES_OF[kind]}:
        faults.append(Fault("role", "not_a_choice"))
    locale = form.text("locale") or "en"
    if locale not in {known.tag for known in offered()}:
        faults.append(Fault("locale", "not_a_choice"))
    if faults:
        raise Unacceptable(*faults)
    reads = tuple(tag for tag in READABLE if tag in form.all("reads"))
    return NewColleague(organisation_id, email, name, Role(form.text("role")), locale, reads)


def _name(form: Form, faults: list[Fault]) -> str:
    try:
        name = stored(form.text("name")).strip()
    except UnreadableText:
        faults.append(Fault("name", "unreadable"))
        return ""
    if not name:
        faults.append(Fault("name", "missing"))
    if len(name) > LONGEST_NAME:
        facts = (("longest", LONGEST_NAME), ("length", len(name)))
        faults.append(Fault("name", "too_long", facts))
    return name
