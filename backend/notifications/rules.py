"""What may be sent to people: that something is waiting, and nothing of what it says."""

from dataclasses import dataclass
from enum import StrEnum

from backend.languages.messages import Message, msg

MOST_ATTEMPTS = 9


class State(StrEnum):
    """How far a message has come. ``kept``: it waits until a mail server is set."""

    WAITING = "waiting"
    KEPT = "kept"
    AGAIN = "again"
    SENT = "sent"
    FAILED = "failed"
    NO_ADDRESS = "no_address"

    @property
    def open(self) -> bool:
        return self in {State.WAITING, State.KEPT, State.AGAIN}


STATE_NAMES: dict[State, Message] = {
    State.WAITING: msg("Waiting to be sent", "message"),
    State.KEPT: msg("Waiting for a mail server", "message"),
    State.AGAIN: msg("Not accepted yet; will be tried again", "message"),
    State.SENT: msg("Sent", "message"),
    State.FAILED: msg("Could not be sent", "message"),
    State.NO_ADDRESS: msg("No usable address", "message"),
}


@dataclass(frozen=True)
class Template:
    """``link`` is the path below the public or the desk origin that the mail leads to.

    The mails to whoever is on call name the case by ``{reference}``, and so does their link.
    ``about`` tells administrators what the message is for.
    """

    name: str
    about: Message
    subject: Message
    body: Message
    link: str
    for_staff: bool


_COMPLAINANT_SUBJECT = msg("Something is waiting for you")
_COMPLAINANT_BODY = msg(
    "Hello,\n\n"
    "something is waiting for you. To read it, open this page and enter your receipt code:\n\n"
    "%(link)s\n\n"
    "For your safety this message says nothing more. We never ask for your code by e-mail.\n"
)
_STAFF_SUBJECT = msg("Something is waiting for you at the desk")
_STAFF_BODY = msg(
    "Hello,\n\n"
    "something is waiting for you at the desk. Sign in to read it:\n\n"
    "%(link)s\n\n"
    "For the safety of the people who complain, this message says nothing more.\n"
)
_INVITATION_SUBJECT = msg("You are invited to the desk")
_INVITATION_BODY = msg(
    "Hello,\n\n"
    "an administrator of your organisation has invited you to the desk. Ask them for your"
    " one-time invitation code; it is never sent by e-mail. Type it here:\n\n"
    "%(link)s\n"
)

_RESET_SUBJECT = msg("Your sign-in at the desk is being reset")
_RESET_BODY = msg(
    "Hello,\n\n"
    "two colleagues have agreed to reset your sign-in at the desk, and you were signed out"
    " everywhere. Ask them for your one-time code; it is never sent by e-mail. Type it here:\n\n"
    "%(link)s\n\n"
    "If you did not ask for this, tell your administrator at once.\n"
)

_ON_CALL_SUBJECT = msg("A complaint needs you now")
_ON_CALL_BODY = msg(
    "Hello,\n\n"
    "you are on call, and this complaint has become critical: %(reference)s\n\n"
    "Sign in to read it:\n\n"
    "%(link)s\n\n"
    "For the safety of the people who complain, this message says nothing more.\n"
)

#: Sent at once and never kept: the code is in no outbox.
NEW_CODE_SUBJECT = msg("A code that works once")
NEW_CODE_BODY = msg(
    "Hello,\n\n"
    "with this code you get a new receipt code. It works once, until %(until)s:\n\n"
    "%(code)s\n\n"
    "Open this page and type it there:\n\n"
    "%(link)s\n\n"
    "Your old receipt code stops working then. If you did not ask for this, do nothing.\n"
)

_FOLLOW = "follow"
_DESK = "desk/"
_CASE = "desk/cases/{reference}"
_INVITATION = "desk/invitation"
_RESET = "desk/reset"


def _to_complainant(name: str, about: Message) -> Template:
    return Template(name, about, _COMPLAINANT_SUBJECT, _COMPLAINANT_BODY, _FOLLOW, for_staff=False)


def _to_staff(name: str, about: Message) -> Template:
    return Template(name, about, _STAFF_SUBJECT, _STAFF_BODY, _DESK, for_staff=True)


def _on_call(name: str, about: Message) -> Template:
    return Template(name, about, _ON_CALL_SUBJECT, _ON_CALL_BODY, _CASE, for_staff=True)


#: By name. They differ for the outbox and for what operators may switch off, never in the mail.
TEMPLATES: dict[str, Template] = {
    template.name: template
    for template in (
        _to_complainant("acknowledged", msg("Complaint acknowledged", "message")),
        _to_complainant("question", msg("A question to answer", "message")),
        _to_complainant("message", msg("A message from the office", "message")),
        _to_complainant("decided", msg("Decision taken", "message")),
        _to_complainant("referred", msg("Sent on to another body", "message")),
        _to_complainant("model_update", msg("The AI system was changed", "message")),
        _to_complainant("news", msg("News about the complaint", "message")),
        _to_staff("new_case", msg("New complaint", "message")),
        _to_staff("urgent_case", msg("New complaint that is urgent", "message")),
        _on_call("on_call_s4", msg("Call: a case is critical", "message")),
        _on_call("on_call_s5", msg("Call: a case is catastrophic", "message")),
        _to_staff("complainant_wrote", msg("The person who complained wrote or acted", "message")),
        _to_staff("owner_question", msg("A case was put to us", "message")),
        _to_staff("owner_answered", msg("The system's owner answered", "message")),
        _to_staff("late", msg("A case is late", "message")),
        Template(
            "invitation",
            msg("Invitation to the desk", "message"),
            _INVITATION_SUBJECT,
            _INVITATION_BODY,
            _INVITATION,
            for_staff=True,
        ),
        Template(
            "reset",
            msg("Reset of a sign-in", "message"),
            _RESET_SUBJECT,
            _RESET_BODY,
            _RESET,
            for_staff=True,
        ),
    )
}
