"""Names of codes as people read them, in English as the source of translation."""

from backend.cases.rules.stages import Ground, Outcome, Stage
from backend.languages.messages import Message, msg

#: As the desk says it.
STAGES: dict[Stage, Message] = {
    Stage.RECEIVED: msg("Received", "stage"),
    Stage.ACKNOWLEDGED: msg("Acknowledged", "stage"),
    Stage.IN_ASSESSMENT: msg("Being assessed", "stage"),
    Stage.AWAITING_COMPLAINANT: msg("Waiting for the person who complained", "stage"),
    Stage.IN_INVESTIGATION: msg("Being investigated", "stage"),
    Stage.AWAITING_ORGANISATION: msg("Waiting for the organisation", "stage"),
    Stage.PROPOSED_RESPONSE: msg("Proposed answer", "stage"),
    Stage.IN_DIALOGUE: msg("Being discussed", "stage"),
    Stage.DECIDED: msg("Decided", "stage"),
    Stage.REMEDY_PENDING: msg("Remedy pending", "stage"),
    Stage.CLOSED: msg("Closed", "stage"),
    Stage.REOPENED: msg("Reopened", "stage"),
    Stage.REFERRED: msg("Referred", "stage"),
    Stage.WITHDRAWN: msg("Withdrawn", "stage"),
}

#: As the person who complained reads it.
COMPLAINANT_STAGES: dict[Stage, Message] = STAGES | {
    Stage.AWAITING_COMPLAINANT: msg("Waiting for you", "stage"),
    Stage.PROPOSED_RESPONSE: msg("An answer is being prepared", "stage"),
    Stage.IN_DIALOGUE: msg("Being discussed with you", "stage"),
    Stage.REFERRED: msg("Sent on to another body", "stage"),
}

OUTCOMES: dict[Outcome, Message] = {
    Outcome.UPHELD: msg("Upheld", "outcome"),
    Outcome.PARTLY_UPHELD: msg("Partly upheld", "outcome"),
    Outcome.NOT_UPHELD: msg("Not upheld", "outcome"),
    Outcome.RESOLVED_WITHOUT_FINDING: msg("Solved without a finding", "outcome"),
    Outcome.NO_JURISDICTION: msg("Not for us to decide", "outcome"),
    Outcome.INSUFFICIENT_INFORMATION: msg("Not enough information", "outcome"),
    Outcome.DUPLICATE: msg("Already complained about in another case", "outcome"),
    Outcome.SET_ASIDE: msg("Set aside", "outcome"),
    Outcome.WITHDRAWN: msg("Withdrawn", "outcome"),
}

#: Why a complaint is set aside, as staff choose it and the person who complained reads it.
GROUNDS: dict[Ground, Message] = {
    Ground.NO_AI_SYSTEM: msg("It is not about an AI system"),
    Ground.ABUSE: msg("It only insults or threatens people"),
    Ground.SPAM: msg("It is advertising or was sent by a machine"),
    Ground.EMPTY: msg("It does not say what happened"),
}

#: On the buttons of the desk.
MOVES: dict[str, Message] = {
    "acknowledge": msg("Acknowledge", "button"),
    "assess": msg("Begin the assessment", "button"),
    "ask_person": msg("Ask the person who complained", "button"),
    "put_to_owner": msg("Put to the system's owner", "button"),
    "answer": msg("Send the answer to the office", "button"),
    "take_back": msg("Take back from the owner", "button"),
    "go_on": msg("Go on without an answer", "button"),
    "propose": msg("Propose an outcome", "button"),
    "return_proposal": msg("Return the proposal", "button"),
    "decide": msg("Decide as proposed", "button"),
    "await_remedy": msg("Wait for the remedy", "button"),
    "close": msg("Close the case", "button"),
    "refer": msg("Refer to another body", "button"),
    "propose_set_aside": msg("Propose to set it aside", "button"),
    "set_aside": msg("Set it aside as proposed", "button"),
    "reject_objection": msg("Do not uphold the objection", "button"),
    "reverse": msg("Uphold it and decide anew", "button"),
    "take_up_again": msg("Uphold it and look into the case again", "button"),
}

#: In timelines and in the record.
HAPPENED: dict[str, Message] = {
    "file": msg("Complaint filed"),
    "acknowledge": msg("Complaint acknowledged"),
    "assess": msg("Assessment begun"),
    "ask_person": msg("Question asked to the person who complained"),
    "write": msg("Message from the person who complained"),
    "put_to_owner": msg("Put to the system's owner"),
    "answer": msg("The system's owner answered"),
    "take_back": msg("Taken back from the owner"),
    "go_on": msg("Gone on without an answer from the person"),
    "propose": msg("Outcome proposed"),
    "return_proposal": msg("Proposal returned"),
    "decide": msg("Decided"),
    "await_remedy": msg("Waiting for the remedy"),
    "close": msg("Case closed"),
    "refer": msg("Sent on to another body"),
    "withdraw": msg("Complaint withdrawn"),
    "object": msg("Objection to the decision"),
    "propose_set_aside": msg("Proposed to set the complaint aside"),
    "set_aside": msg("Complaint set aside"),
    "reject_objection": msg("Objection not upheld"),
    "reverse": msg("Objection upheld, decision reversed"),
    "take_up_again": msg("Objection upheld, looked into again"),
    "not_solved": msg("Said to be not solved"),
}

CLOCKS: dict[str, Message] = {
    "acknowledge": msg("To be acknowledged by"),
    "assess": msg("To be assessed by"),
    "owner_answer": msg("Owner to answer by"),
    "decide": msg("To be decided by"),
    "remedy": msg("Remedy due by"),
    "objection": msg("Objection to be decided by"),
    "contest": msg("Objection possible until"),
}

SEVERITIES: dict[str, Message] = {
    "S0": msg("No harm", "severity"),
    "S1": msg("Minor", "severity"),
    "S2": msg("Moderate", "severity"),
    "S3": msg("Serious", "severity"),
    "S4": msg("Critical", "severity"),
    "S5": msg("Catastrophic", "severity"),
}

#: The five factors, each with its choices.
FACTORS: dict[str, tuple[Message, dict[str, Message]]] = {
    "harm": (
        msg("How bad is the harm?"),
        {
            "0": msg("None: an annoyance or a suggestion"),
            "1": msg("Time or small cost, easily put right"),
            "2": msg("Service, money, dignity or a right affected; can be put right"),
            "3": msg("Lasting loss, injury, liberty, a child, or many people"),
            "4": msg("Life, sexual or child safety, or persecution now at risk"),
            "5": msg("Death, or harm to very many that cannot be undone"),
        },
    ),
    "reversibility": (
        msg("Can it be undone?"),
        {
            "easy": msg("Easily", "undone"),
            "hard": msg("With difficulty", "undone"),
            "none": msg("Not at all", "undone"),
        },
    ),
    "scale_people": (
        msg("How many people?"),
        {
            "1": msg("One", "people"),
            "2-10": msg("2 to 10", "people"),
            "11-100": msg("11 to 100", "people"),
            "101-10000": msg("101 to 10,000", "people"),
            ">10000": msg("More than 10,000", "people"),
        },
    ),
    "ongoing": (
        msg("Does it go on?"),
        {
            "no": msg("No", "goes on"),
            "yes": msg("Yes", "goes on"),
            "unknown": msg("Not known", "goes on"),
        },
    ),
    "vulnerability": (
        msg("Is somebody especially vulnerable?"),
        {
            "none": msg("Nobody", "vulnerable"),
            "one": msg("One person", "vulnerable"),
            "several": msg("Several people", "vulnerable"),
        },
    ),
}

FACTOR_HINTS: dict[str, Message] = {
    "harm": msg("What happened or may still happen, to the person who is hit hardest."),
    "reversibility": msg("Think of money, records, health, and time that was lost."),
    "scale_people": msg("Those who are affected or surely will be, as far as you can tell."),
    "ongoing": msg("Does the system still do it, to this person or to others?"),
    "vulnerability": msg(
        "For example a child, an older or a disabled person, somebody without papers, or"
        " somebody who depends on the body complained about."
    ),
}

#: How a complaint reached us.
CHANNELS: dict[str, Message] = {
    "web": msg("Form on this site", "how a complaint reached us"),
    "api": msg("Another program", "how a complaint reached us"),
    "counter": msg("At a counter", "how a complaint reached us"),
    "phone": msg("By telephone", "how a complaint reached us"),
    "paper": msg("On paper", "how a complaint reached us"),
    "letter": msg("By letter", "how a complaint reached us"),
}

#: How somebody agreed that a helper files for them.
AGREED: dict[str, Message] = {
    "aloud": msg("Said yes aloud", "how a person agreed"),
    "signed": msg("Signed", "how a person agreed"),
    "by_law": msg("A guardian or representative by law agreed", "how a person agreed"),
}

AFFECTED: dict[str, Message] = {
    "self": msg("Me"),
    "someone_i_care_for": msg("Someone I care for"),
    "someone_i_represent": msg("Someone I speak for"),
    "a_group": msg("A group of people"),
    "everyone": msg("Everyone"),
}

ROOT_CAUSES: dict[str, Message] = {
    "purpose_or_framing": msg("The purpose, or how the problem was framed"),
    "no_impact_assessment": msg("No impact assessment"),
    "data_missing_groups": msg("Groups missing from the data"),
    "data_wrong_or_old": msg("Wrong or old data"),
    "label_or_proxy": msg("A label or a stand-in measure"),
    "model_error_or_drift": msg("An error of the model, or its drift"),
    "threshold_or_policy_choice": msg("A threshold or a choice of policy"),
    "interface_or_language": msg("The interface or the language"),
    "no_human_oversight": msg("No oversight by people"),
    "human_followed_machine": msg("A person followed the machine"),
    "operator_training": msg("Training of those who operate it"),
    "vendor_change_without_notice": msg("A change by the vendor without notice"),
    "security": msg("Security"),
    "misuse_by_third_party": msg("Misuse by somebody else"),
    "law_or_policy_itself": msg("The law or policy itself"),
    "not_ai_caused": msg("Not caused by AI"),
    "not_determined": msg("Could not be determined"),
}

REFERRAL_BODIES: dict[str, Message] = {
    "national_ombudsman": msg("National ombudsman"),
    "data_protection_authority": msg("Data protection authority"),
    "sector_regulator": msg("Regulator of the sector"),
    "police": msg("Police"),
    "court_or_legal_aid": msg("Court or legal aid"),
    "labour_office": msg("Labour office"),
    "consumer_body": msg("Consumer protection body"),
    "online_safety_body": msg("Online safety body"),
    "market_surveillance_authority": msg("Market surveillance authority"),
    "nhri": msg("National human rights institution"),
    "ngo_helper": msg("A non-governmental organisation that helps"),
    "medical_or_crisis_service": msg("Medical or crisis service"),
}
