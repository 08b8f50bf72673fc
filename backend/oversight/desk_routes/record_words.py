"""The words for each action of the record and for whoever acts besides staff."""

from backend.cases.rules.names import HAPPENED
from backend.languages.messages import Message, msg

#: Whoever acts and has no name.
ACTORS: dict[str, Message] = {
    "complainant": msg("The person who complained", "who acted"),
    "worker": msg("Suara itself", "who acted"),
    "operator": msg("The operator of this installation", "who acted"),
}

_OF_CASES: dict[str, Message] = {
    "filed": msg("Filed a complaint"),
    "read": msg("Opened a case"),
    "file_read": msg("Opened a file of a case"),
    "message": msg("Wrote to the person who complained"),
    "note": msg("Added an internal note"),
    "classify": msg("Changed category or severity"),
    "language_corrected": msg("Corrected the language of a complaint"),
    "assign": msg("Assigned a case"),
    "remedy_done": msg("Noted a remedy as done"),
    "update_linked": msg("Linked a model update to a case that it answers"),
    "update_told": msg("Told the person who complained about a model update"),
    "translation_asked": msg("Asked for a translation"),
    "translated": msg("Translated a text of a case"),
    "translation_reviewed": msg("Found a translation right"),
    "translation_disputed": msg("Said that a translation is wrong"),
    "late": msg("Marked a case as late"),
    "told_later": msg("Told the person of a later day, because of a day off"),
    "file_added": msg("Added a file to a complaint"),
    "solved": msg("Said that it was solved"),
    "erase": msg("Asked that the complaint be destroyed"),
    "time_over": msg("Found that the time of a case is over"),
    "destruction_agreed": msg("Agreed that a case is destroyed"),
    "destroyed": msg("Destroyed a case"),
    "held": msg("Placed a legal hold on a case"),
    "hold_end_agreed": msg("Agreed that a legal hold ends"),
    "hold_ended": msg("Ended a legal hold"),
}

#: By action, in the order in which the filter offers them.
ACTIONS: dict[str, Message] = {
    **{f"case.{name}": words for name, words in _OF_CASES.items()},
    **{f"case.{move}": words for move, words in HAPPENED.items() if move != "file"},
    "engine.switched_on": msg("Switched machine translation on"),
    "engine.switched_off": msg("Switched machine translation off"),
    "filing.elsewhere": msg("Filed a complaint for somebody at another office"),
    "filing.many": msg("Filed many complaints from a table"),
    "filing.handed_over": msg("Handed over receipts"),
    "contact.opened": msg("Opened the contact details"),
    "record.read": msg("Opened the record"),
    "staff.signed_in": msg("Signed in"),
    "staff.signed_out": msg("Signed out"),
    "staff.invited": msg("Invited a colleague"),
    "staff.invited_again": msg("Made a new invitation for a colleague"),
    "staff.joined": msg("Accepted an invitation"),
    "staff.languages_changed": msg("Changed which languages a colleague reads"),
    "staff.sessions_ended": msg("Ended all sessions of a colleague"),
    "staff.left": msg("Closed the account of a colleague"),
    "staff.role_changed": msg("Changed the role of a colleague"),
    "staff.profile_changed": msg("Changed their own account"),
    "staff.second_factor_set_up": msg("Set up a second factor"),
    "staff.reset_asked": msg("Asked to reset the sign-in of a colleague"),
    "staff.reset_approved": msg("Approved the reset of a colleague's sign-in"),
    "staff.reset_refused": msg("Did not reset the sign-in of a colleague"),
    "staff.reset_used": msg("Used a reset code"),
    "staff.linked": msg("Signed in with the account of the house for the first time"),
    "staff.absence_entered": msg("Entered that a colleague is away"),
    "staff.absence_withdrawn": msg("Took the absence of a colleague away"),
    "staff.cases_handed_over": msg("Handed over the cases of a colleague who leaves"),
    "organisation.provider_on": msg("Switched sign-in with the account of the house on"),
    "organisation.provider_off": msg("Switched sign-in with the account of the house off"),
    "organisation.day_off": msg("Entered a day off"),
    "organisation.day_off_told": msg("Let complainants read of a day off"),
    "organisation.day_off_withdrawn": msg("Withdrew a day off"),
    "system.registered": msg("Registered an AI system"),
    "system.changed": msg("Changed what the register says of a system"),
    "system.version_added": msg("Added a version of a system"),
    "system.update_recorded": msg("Recorded a model update"),
    "organisation.written": msg("Changed what an organisation says of itself"),
    "reply_template.written": msg("Wrote in a ready reply"),
    "reply_template.retired": msg("Took away a ready reply"),
    "report.requested": msg("Asked for the draft of a report"),
    "report.written": msg("Wrote in a report"),
    "report.proposed": msg("Put a report forward for publication"),
    "report.returned": msg("Returned a report"),
    "report.discarded": msg("Discarded the draft of a report"),
    "report.published": msg("Published a report"),
    "report.corrected": msg("Published the correction of a report"),
}

#: Reasons that no person typed.
REASONS: dict[str, Message] = {
    "notification": msg("To tell the person that something is waiting"),
    "hiding": msg("To hide the name from the translation program"),
    "counting": msg("To count people once in the report"),
}
