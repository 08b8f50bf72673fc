"""What may be sent to people: that something is waiting, and nothing of what it says."""

from dataclasses import dataclass

from backend.languages.messages import Message, msg


@dataclass(frozen=True)
class Template:
    """``link`` is the path below the public or the desk origin that the mail leads to."""

    name: str
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
    " one-time invitation link; it is never sent by e-mail. The desk is here:\n\n"
    "%(link)s\n"
)

_FOLLOW = "follow"
_DESK = "desk/"


def _to_complainant(name: str) -> Template:
    return Template(name, _COMPLAINANT_SUBJECT, _COMPLAINANT_BODY, _FOLLOW, for_staff=False)


def _to_staff(name: str) -> Template:
    return Template(name, _STAFF_SUBJECT, _STAFF_BODY, _DESK, for_staff=True)


#: By name. They differ for the outbox and for what operators may switch off, never in the mail.
TEMPLATES: dict[str, Template] = {
    template.name: template
    for template in (
        _to_complainant("acknowledged"),
        _to_complainant("question"),
        _to_complainant("message"),
        _to_complainant("decided"),
        _to_complainant("referred"),
        _to_complainant("model_update"),
        _to_complainant("news"),
        _to_staff("new_case"),
        _to_staff("urgent_case"),
        _to_staff("complainant_wrote"),
        _to_staff("owner_question"),
        _to_staff("owner_answered"),
        _to_staff("late"),
        Template("invitation", _INVITATION_SUBJECT, _INVITATION_BODY, _DESK, for_staff=True),
    )
}
