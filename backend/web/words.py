"""The words of each refusal: code → message. Each capability's author adds its codes here."""

from typing import Any

from backend.errors import Refusal, Unacceptable
from backend.languages.messages import Message, msg
from backend.web.reader import worded

WORDS: dict[str, Message] = {
    # Families and the edge
    "refused": msg("This cannot be done."),
    "absent": msg("We did not find this page. The address may be wrong or no longer in use."),
    "forbidden": msg("You are not allowed to do this."),
    "conflict": msg("Something changed in the meantime, so this can no longer be done."),
    "unacceptable": msg("Some answers need another look."),
    "bad_request": msg("We could not read what your browser sent. Please go back and try again."),
    "method": msg("This page cannot be used in this way."),
    "misdirected": msg("This site is not served under that name."),
    "broken": msg("Something went wrong on our side. Please try again in a few minutes."),
    "not_kept": msg("We could not keep what you sent. Please send it again in a few minutes."),
    "form_unreadable": msg("The form did not arrive whole. Please go back and send it again."),
    "form_too_large": msg("What you sent is too large. Please send fewer or smaller files."),
    "form_stale": msg(
        "This form was open for too long. Please go back, reload the page and send it again."
    ),
    "foreign_form": msg("Another site tried to send this form, so we did not accept it."),
    "too_often": msg("There were too many requests. Please wait a little and try again."),
    "not_json": msg("Please send JSON in UTF-8, declared as application/json."),
    "json_unreadable": msg("The body is not one whole JSON object."),
    # Accounts and cases
    "already_staff": msg("This person already has an account."),
    "sign_in_refused": msg("The e-mail address, the password or the code is not right."),
    "weak_password": msg("Please choose a stronger password."),
    "no_office": msg("No office can receive complaints here yet."),
    "no_such_move": msg("This cannot be done at the present stage of the complaint."),
    "too_late": msg("The time in which this could be done is over."),
    "second_person_destroys": msg("You have agreed already. The second person is somebody else."),
    "case_held": msg(
        "This case is under a legal hold. It cannot be destroyed until the hold ends."
    ),
    "no_contact_left": msg(
        "The person left no e-mail address. A new code can only go to an address that they gave"
        " when they complained."
    ),
    "second_person_reissues": msg("You have asked for it. Somebody else must agree."),
    "reissue_asked": msg("Somebody has asked for a new code already."),
    "objected_already": msg("You have objected to this decision before, and that is decided."),
    "somebody_may_decide": msg("Somebody in this office may decide it, so it stays here."),
    "nobody_elsewhere": msg("There is no other office that could decide."),
    "changed_meanwhile": msg("Somebody changed this in the meantime. Please look at it again."),
    "many_changed": msg(
        "Somebody changed these cases in the meantime, so nothing was done: %(references)s."
        " Please look at the list again."
    ),
    "translated_meanwhile": msg(
        "Somebody wrote another translation of this in the meantime. Please look at it first."
    ),
    "receipt_code": msg("This receipt code is not right. Please check it and type it again."),
    "last_group_wrong": msg("This is not the last group of your code. Please look at it again."),
    # Files
    "file_refused": msg("This file cannot be accepted."),
    "too_large": msg("This file is larger than 10 MB. Please choose a smaller one."),
    "kind_not_accepted": msg(
        "This kind of file cannot be accepted."
        " Please choose a picture (JPEG, PNG, WebP), a PDF, a plain text or a sound recording"
        " (MP3, M4A, OGG)."
    ),
    "does_not_match": msg("The content of this file is of another kind than its name says."),
    "damaged": msg("This file is damaged or cannot be opened."),
    "too_many_files": msg("You can add at most %(most)s files."),
    "too_many_pixels": msg("This picture is too large. Please choose a smaller one."),
    "pdf_runs": msg(
        "This PDF contains a program or another file. Please print it to a new PDF and try again."
    ),
    "pdf_locked": msg("This PDF is locked with a password. Please remove it and try again."),
    "empty": msg("This file is empty."),
    # Fields
    "missing": msg("Please fill in this field."),
    "not_a_choice": msg("Please choose one of the answers."),
    "unreadable": msg("This text contains characters that cannot be stored. Please type it again."),
    "too_long": msg(
        "This text has %(length)s characters. Please shorten it to at most %(longest)s."
    ),
    "wrong_type": msg("This value has the wrong form."),
    "unknown_field": msg("This field is not known."),
    "repeated": msg("This field was sent more than once."),
    "key_used": msg("This Idempotency-Key was used before with other content."),
    "country_missing": msg("Please choose the country."),
    "account_missing": msg("Please tell us what happened."),
    "date_incomplete": msg("Please give at least the year, in numbers."),
    "date_form": msg("Please write the date as YYYY, YYYY-MM or YYYY-MM-DD."),
    "date_impossible": msg("This date does not exist or is too long ago."),
    "date_future": msg("This date has not come yet."),
    "email_missing": msg("Please type your e-mail address, or choose another way."),
    "email_unusable": msg("This e-mail address is not complete, like name@example.org."),
    "phone_missing": msg("Please type your phone number, or choose another way."),
    "phone_unusable": msg("This is not a phone number that we can call."),
    "idempotency_key": msg("The header Idempotency-Key needs 22 to 128 visible characters."),
    # Codes, accounts, cases
    "code_empty": msg("Please type your receipt code."),
    "code_length": msg(
        "A receipt code has 24 letters and digits, or 36 digits. Please compare yours"
        " with the paper."
    ),
    "code_slip": msg(
        "There is a slip in this code: a sign is wrong or two are swapped. Please"
        " compare it with the paper."
    ),
    "code_unknown": msg("We could not find a complaint with that code. Check it and try again."),
    "one_time_code_unknown": msg(
        "This code does not work, or not any more. Please compare it with the e-mail, or ask the"
        " office for another one."
    ),
    "message_missing": msg("Please write a message or choose a file."),
    "reason_missing": msg("Please say why."),
    "category_not_sure": msg(
        "A case is not closed while nobody is sure what it is about. Please correct the"
        " classification first."
    ),
    "own_system": msg(
        "Your own organisation answers for this system, so it cannot judge this complaint."
        " Please refer it to another body."
    ),
    "taken_back": msg(
        "The office has taken one of these cases back. Please choose again from those that are"
        " listed now."
    ),
    "case_unknown": msg("This office has no other case with that reference."),
    "nothing_ticked": msg("Please tick at least one case."),
    "nothing_to_do": msg("Nothing can be done to any of these cases."),
    "view_of_everything": msg("Please choose filters first, then save them."),
    "too_many_views": msg("You have %(most)s saved views. Please take one away first."),
    "day_needed": msg("Please give a day as year-month-day, like 2027-03-31."),
    "day_past": msg("This day has passed. Please choose a later one."),
    "remedy_twice": msg("This remedy is promised twice. Please keep one of them."),
    # Systems
    "slug_unusable": msg(
        "Please use small letters a to z, digits and single hyphens, 3 to 80 signs, and not the"
        " words “new” or “unknown”."
    ),
    "slug_taken": msg("Another system has this address already. Please choose another one."),
    "version_exists": msg("This system has a version of that name already."),
    # Filing for somebody else
    "received_long_ago": msg(
        "This is more than a year ago, so it cannot be filed here any more. Please ask a supervisor"
        " what to do with it."
    ),
    "day_form": msg("Please write the day as 2026-12-31 or 31/12/2026."),
    "not_read_back": msg("Please read it back to the person first, and mark it here."),
    "not_compared": msg("Please compare it with the paper first, and mark it here."),
    "bad_rows": msg("Some rows cannot be filed yet. Nothing of the table has been kept."),
    "table_missing": msg("Please choose the file with the table."),
    "table_large": msg("This file is larger than %(most)s MB. Please divide it into several."),
    "table_no_utf8": msg(
        "The letters in this file cannot be read. Please save it as “CSV UTF-8” and choose it"
        " again."
    ),
    "table_broken": msg(
        "The table breaks off at line %(line)s: a quotation mark is missing or stands in the wrong"
        " place."
    ),
    "table_empty": msg("There is no row below the names of the columns."),
    "table_long": msg("The table has %(rows)s rows. Please file at most %(most)s at a time."),
    "table_column_missing": msg("The column “%(column)s” is missing."),
    "table_column_twice": msg("The column “%(column)s” is there twice."),
    "table_column_unknown": msg(
        "We do not know a column “%(column)s”. Please compare the names with the template."
    ),
    "too_many_cells": msg("This row has more cells than there are columns."),
    "system_unknown": msg("No system in the register has this address."),
    # Ready replies
    "no_such_fact": msg(
        "%(found)s is no fact that can be filled in. You can use these: %(known)s. Braces have no"
        " other use here."
    ),
    # Reports
    "draft_exists": msg("Somebody is already working on this report."),
    "report_not_now": msg("This cannot be done with the report as it stands now."),
    "second_person": msg("A report is published by somebody else than the person who made it."),
    "counted_before": msg(
        "Another report was published after these figures were counted. Please return this one to"
        " draft and count it again."
    ),
    "only_its_composer": msg(
        "A draft is proposed by the person who began it, so that somebody else can publish it."
    ),
    "quarter_too_early": msg("This quarter can be reported %(days)s days after its last day."),
    "narrative_missing": msg("This text is still missing: %(section)s (%(language)s)."),
    "password_short": msg("Please choose a password of at least %(shortest)s characters."),
    "password_long": msg("This password is too long."),
    "password_guessable": msg("This password is easy to guess. Please choose another one."),
    "password_differs": msg("The two passwords are not the same."),
    "code_not_right": msg(
        "This code is not right or not new any more. Please type the one that your app shows now."
    ),
    "second_factor_present": msg("A second factor is set up already."),
    "provider_refused": msg(
        "Signing in with the account of your organisation did not work. Please try again, or ask"
        " your administrator."
    ),
    "issuer_unusable": msg(
        "Please write the address as the provider does, beginning with https:// and without"
        " question mark."
    ),
    "reset_asked_before": msg("This reset was asked for already and waits for a second person."),
    "reset_unknown": msg(
        "This code is not known, has been used, or is older than one day. Ask your supervisor or"
        " administrator for a new one."
    ),
    "away_before": msg("Another absence of this person shares a day with this one."),
    "away_until": msg("The last day has passed or comes before the first."),
    "nobody_takes_over": msg("Please choose who takes the cases over."),
    "handed_over_meanwhile": msg(
        "Something changed since you looked. Please look at the hand-over again."
    ),
    "day_not_free": msg("Nobody works on this day anyway, or it is off already."),
    "invitation_unknown": msg(
        "This invitation is not known, has been used, or is older than three days. Ask"
        " your administrator for a new one."
    ),
}


#: Sentences that name no field, so that a summary of errors has to.
FIT_ANY_FIELD = frozenset(
    {"missing", "not_a_choice", "too_long", "unreadable", "day_needed", "day_past", "remedy_twice"}
)


def sentence(code: str, locale: str, /, **facts: Any) -> str:
    return worded(WORDS[code], locale, **facts)


def fault_sentences(refusal: Unacceptable, locale: str) -> list[tuple[str, str]]:
    """Each wrong field with what to do about it."""
    return [(f.field, sentence(f.code, locale, **dict(f.facts))) for f in refusal.faults]


def refusal_sentence(refusal: Refusal, locale: str) -> str:
    return sentence(refusal.code, locale, **refusal.facts)
