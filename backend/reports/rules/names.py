"""The words of reports: titles, definitions and notes of metrics, labels of rows."""

from collections.abc import Mapping

from backend.cases.rules.names import CHANNELS
from backend.languages.messages import Message, msg

#: By metric id.
TITLES: Mapping[str, Message] = {
    "M1": msg("AI systems that were assessed for their effects on people"),
    "M2": msg("High-risk AI systems that people watch over"),
    "M4": msg("How long things take"),
    "M6": msg("Complaints received"),
    "M7": msg("Open complaints and their age"),
    "M8": msg("How complaints ended"),
    "M10": msg("Objections to decisions"),
    "M13": msg("How owners of AI systems answered"),
    "updates": msg("Changes to AI systems after complaints"),
}

#: By metric id: how it is counted, in plain words.
DEFINITIONS: Mapping[str, Message] = {
    "M1": msg(
        "Systems in the register that are in use or on trial, and how many of them have a valid"
        " assessment of their effects on people. A privacy assessment alone does not count."
        " Registers differ in size, so the numbers of two countries do not compare."
    ),
    "M2": msg(
        "High-risk systems in use. Declared: a named role watches over the system. Evidenced: that"
        " role can also stop or change its decisions, and there was proof of it within the last"
        " twelve months. A system without a record counts as not watched over."
    ),
    "M4": msg(
        "Complaints received in the period, looked at until the day the figures were frozen."
        " Complaints that still wait count as having waited at least so long; leaving them out"
        " would make us look faster than we are. Automatic messages do not count as an answer."
    ),
    "M6": msg(
        "Complaints received in the period. A complaint that repeats another one is not counted"
        " twice. One person can make several complaints, so people are counted too."
    ),
    "M7": msg(
        "Complaints that were open at the end of the period, by how many working days they had"
        " been open."
    ),
    "M8": msg(
        "Complaints decided in the period, by how they ended. Withdrawn complaints are shown so"
        " that pressure on people would be seen."
    ),
    "M10": msg(
        "Complaints received in the period, by whether somebody objected to the decision and what"
        " became of it. Whoever took a decision never decides the objection to it."
    ),
    "M13": msg(
        "Questions that we put to owners of AI systems about complaints received in the period,"
        " and whether they answered within the time limit. All owners together."
    ),
    "updates": msg(
        "What owners changed in their AI systems in the period, and how many complaints each"
        " change answered."
    ),
}

#: By table id.
TABLES: Mapping[str, Message] = {
    "assessments": msg("Assessments by country"),
    "oversight": msg("Human oversight by country"),
    "times": msg("Time needed for each step"),
    "limit-acknowledge": msg("Receipt confirmed within the time limit"),
    "limit-assess": msg("First assessed within the time limit"),
    "limit-decide": msg("Decided within the time limit"),
    "legal-limit": msg("Handled within the time limit set by law"),
    "received-by-country": msg("Complaints by country"),
    "received-by-category": msg("Complaints by subject"),
    "received-by-language": msg("Complaints by language"),
    "translations": msg("Translations, and what people said against them"),
    "machine-translations": msg("Complaints of which a machine translated something"),
    "language-corrections": msg("Languages that a program read, and corrections"),
    "received-by-sector": msg("Complaints by sector"),
    "received-by-channel": msg("Complaints by how they reached us"),
    "flow": msg("Complaints received and closed"),
    "backlog-by-age": msg("Open complaints by age"),
    "backlog-by-severity": msg("Open complaints by severity"),
    "outcomes": msg("Decisions by outcome"),
    "objections": msg("Objections to decisions"),
    "requests": msg("Questions to owners of AI systems"),
}

#: By status of a cell: what stands in place of a number or beside it.
STATUS_NOTES: Mapping[str, Message] = {
    "s": msg("Hidden: too few people"),
    "c": msg("Hidden to protect another number"),
    "z": msg("None"),
    "n": msg("Not collected"),
    "x": msg("Does not apply"),
}

#: What every report says about its numbers.
NOTES: tuple[Message, ...] = (
    msg("Counts of complaints and people are rounded to the nearest five, so they may not add up."),
    msg(
        "Numbers behind which there are too few people are hidden, so that nobody can be found out."
    ),
    msg("No number of complaints is published for a single organisation or a single AI system."),
    msg("Some countries are not in quarterly reports, to protect the people who complain there."),
)
#: What a quarterly report leaves out.
NOT_COVERED: tuple[Message, ...] = (
    msg("Whether people were treated more equally after a change to an AI system."),
    msg("Meetings and consultations with the people concerned."),
    msg("Whether promised remedies were delivered in time."),
    msg("Whether people were served equally well in every language."),
    msg("How many people began a complaint and did not send it, and how satisfied people were."),
)
PROVISIONAL = msg("The period is still running. These figures are provisional and will change.")

UNITS: Mapping[str, Message] = {
    "cases": msg("complaints"),
    "people": msg("people"),
    "requests": msg("questions"),
    "systems": msg("systems"),
    "hours": msg("hours"),
    "working_days": msg("working days"),
    "percent": msg("per cent"),
}

#: By dimension: the heading of the column that names the rows.
DIMENSIONS: Mapping[str, Message] = {
    "category": msg("Subject"),
    "country": msg("Country"),
    "language": msg("Language"),
    "translation": msg("Translation"),
    "machine_translation": msg("Machine translation"),
    "language_correction": msg("Correction", "of the language that a program read"),
    "sector": msg("Sector"),
    "channel": msg("How it reached us"),
    "severity": msg("Severity"),
    "outcome": msg("Outcome"),
    "objection": msg("Objection"),
    "age": msg("Age"),
    "request": msg("Answer", "of an owner of an AI system"),
    "flow": msg("What happened", "to complaints"),
    "stage": msg("Step"),
    "limit_t1": msg("Time limit"),
    "limit_t2": msg("Time limit"),
    "limit_t5": msg("Time limit"),
    "legal_limit": msg("Time limit"),
}

_LIMIT: Mapping[str, Message] = {
    "met": msg("Within the limit"),
    "missed": msg("Too late"),
    "not_known": msg("Not known yet"),
    "not_applicable": msg("No limit applies"),
    "share_met": msg("Share within the limit"),
}

#: Rows by dimension. Countries, languages, categories and sectors have their names elsewhere.
ROWS: Mapping[str, Mapping[str, Message]] = {
    "stage": {
        "t1": msg("From receipt to confirmation"),
        "t2": msg("From receipt to the end of the first assessment"),
        "t3": msg("From receipt to the first answer by a person"),
        "t5": msg("From receipt to the decision"),
        "t6": msg("From the decision until the complainant said it was solved"),
    },
    "statistic": {
        "median": msg("Half took no longer than"),
        "p90": msg("Nine of ten took no longer than"),
        "median_net": msg("Half took no longer than, without waiting for the complainant"),
        "p90_net": msg("Nine of ten took no longer than, without waiting for the complainant"),
        "systems": msg("Systems in use or on trial"),
        "assessed": msg("With a valid assessment"),
        "expired": msg("Assessment no longer valid"),
        "privacy_only": msg("Privacy assessment only"),
        "public": msg("Assessment that everybody can read"),
        "high_risk": msg("High-risk systems in use"),
        "declared": msg("Oversight declared"),
        "evidenced": msg("Oversight evidenced"),
        "basis_law_list": msg("High risk by a list in the law"),
        "basis_law_criteria": msg("High risk by criteria in the law"),
        "basis_self_declared": msg("High risk by the owner's own word"),
        "basis_portal_rule": msg("High risk by the rule of this portal"),
    },
    "age": {
        "up_to_30": msg("Up to 30 working days"),
        "31_to_60": msg("31 to 60 working days"),
        "61_to_90": msg("61 to 90 working days"),
        "over_90": msg("More than 90 working days"),
        "over_30_days": msg("Share older than 30 working days"),
        "over_60_days": msg("Share older than 60 working days"),
        "over_90_days": msg("Share older than 90 working days"),
    },
    "channel": CHANNELS,
    "machine_translation": {
        "by_machine": msg("With machine translation"),
        "without_machine": msg("Without machine translation"),
        "share_by_machine": msg("Share with machine translation"),
    },
    "translation": {
        "none": msg("Not translated", "complaints"),
        "not_disputed": msg("Translated", "complaints"),
        "disputed": msg("Translated, and said to be wrong", "complaints"),
        "share_disputed": msg("Share said to be wrong"),
    },
    "language_correction": {
        "none": msg("Not corrected", "the language that a program read"),
        "person": msg("Corrected by the person who complained"),
        "staff": msg("Corrected by staff"),
        "share_corrected": msg("Share corrected"),
    },
    "flow": {
        "received": msg("Received"),
        "closed": msg("Closed"),
        "received_less_closed": msg("Received, less those closed"),
    },
    "outcome": {
        "upheld_or_partly": msg("Share in which the complainant was right, fully or partly"),
    },
    "objection": {
        "none": msg("No objection"),
        "waiting": msg("Not decided yet", "an objection"),
        "kept": msg("The decision was kept"),
        "reversed": msg("The decision was reversed"),
        "share_reversed": msg("Share of decided objections that reversed a decision"),
    },
    "request": {
        "in_time": msg("Answered in time"),
        "late_or_waiting": msg("Answered late, or still waiting"),
        "unanswered": msg("Not answered"),
        "share_in_time": msg("Share answered in time"),
    },
    "limit_t1": _LIMIT,
    "limit_t2": _LIMIT,
    "limit_t5": _LIMIT,
    "legal_limit": _LIMIT,
}

#: Rows that any table may have.
_ANYWHERE: Mapping[str, Message] = {
    "total": msg("Total"),
    "unknown": msg("Not known"),
    "other": msg("All others together"),
}


def row_name(dimension: str, value: str) -> Message | None:
    """None where the name belongs to another capability (countries, languages, the taxonomy)."""
    return ROWS.get(dimension, {}).get(value) or _ANYWHERE.get(value)
