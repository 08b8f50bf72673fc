"""Untrusted input about people, into values."""

from datetime import date
from uuid import UUID

from backend.accounts.actions.absences import Away
from backend.accounts.actions.people import NewColleague
from backend.accounts.actions.providers import Entered
from backend.accounts.actions.signing_in import Typed
from backend.accounts.queries import Colleague
from backend.accounts.rules import ROLES_OF, WORKING_ON_CASES, OrganisationKind, Role
from backend.accounts.rules.addresses import is_safe_address
from backend.errors import Fault, Unacceptable
from backend.languages.locales import OURS, offered
from backend.notifications.actions.mailing import is_deliverable
from backend.web.faults import Faults
from backend.web.forms import Form

LONGEST_NAME = 200
LONGEST_ISSUER = 500


def languages_from(form: Form) -> tuple[str, ...]:
    """What somebody reads, of ours."""
    return tuple(tag for tag in OURS if tag in form.all("reads"))


def no_invitation() -> Unacceptable:
    return Unacceptable(Fault("invitation", "invitation_unknown"))


def no_reset() -> Unacceptable:
    return Unacceptable(Fault("reset", "reset_unknown"))


def typed_to_sign_in(form: Form) -> Typed:
    return Typed(form.text("email"), form.text("password"), form.text("code"))


def role_from(form: Form, kind: OrganisationKind) -> Role:
    if form.text("role") not in {role.value for role in ROLES_OF[kind]}:
        raise Unacceptable(Fault("role", "not_a_choice"))
    return Role(form.text("role"))


def profile_from(form: Form) -> dict[str, object]:
    """What people may change of themselves, and nothing else that came along."""
    faults = Faults()
    name = faults.needed(form, "name", LONGEST_NAME)
    locale = faults.chosen(form, "locale", tuple(known.tag for known in offered()))
    faults.refuse()
    return {"name": name, "locale": locale, "reads": list(languages_from(form))}


def away_from(form: Form, whom: tuple[Colleague, list[Colleague]], today: date) -> Away:
    """``whom``: who is away, and everybody; the stand-in is somebody else who works on cases."""
    member, people = whom
    faults = Faults()
    first, last = faults.needed_day(form, "from_on"), faults.needed_day(form, "until_on")
    if first and last and last < max(first, today):
        faults.add("until_on", "away_until")
    able = {str(m.id) for m in people if m.role in WORKING_ON_CASES and m.joined}
    chosen = faults.chosen(form, "stand_in", tuple(able - {str(member.id)}))
    faults.refuse()
    if not first or not last:
        raise no_such_act()
    return Away(first, last, UUID(chosen))


def provider_from(form: Form, *, loopback: bool) -> Entered:
    """The settings of a provider; every wrong field is named."""
    faults = Faults()
    issuer = faults.needed(form, "issuer", LONGEST_ISSUER)
    if issuer and not is_safe_address(issuer, loopback=loopback):
        faults.add("issuer", "issuer_unusable")
    client_id = faults.needed(form, "client_id", LONGEST_NAME)
    secret = faults.text(form, "client_secret", LONGEST_NAME)
    demands = faults.needed(form, "demands", LONGEST_NAME).split()
    faults.refuse()
    active = form.text("active") == "yes"
    return Entered(issuer, client_id, secret, tuple(demands), active)


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
