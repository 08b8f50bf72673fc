"""Ready replies for one case: which fit where, and their words with the facts of the case."""

from dataclasses import dataclass
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import organisation
from backend.cases.actions.clocks import local_day
from backend.cases.queries.cases import decision_in_force, promised_remedies
from backend.cases.queries.clocks import clocks_of
from backend.cases.queries.workflow_files import taxonomy
from backend.cases.rules.names import COMPLAINANT_STAGES, OUTCOMES
from backend.cases.rules.reply_texts import filled
from backend.cases.rules.stages import Outcome
from backend.languages.formats import format_date, format_list
from backend.languages.messages import msg, render
from backend.languages.texts import Worded, best_text
from backend.languages.versions import texts_in
from backend.reply_templates.queries.templates import templates_of
from backend.reply_templates.rules import TemplateLine, fits
from backend.systems.queries.listing import system_lines
from backend.triage.queries.work import Work

#: Field of a form that holds words to the person → its step; a message is none.
FIELDS = {
    "message": "",
    "acknowledge_message": "acknowledge",
    "person_question": "ask_person",
    "outcome_reason": "propose",
    "referral_letter": "refer",
}
#: The first of these that runs says by when the person has a decision.
_DUE = ("objection", "decide")
# Translators: one remedy in a list of what was promised, such as "an apology, by 31 March 2027".
PROMISED = msg("%(remedy)s, by %(day)s", "a remedy")


@dataclass(frozen=True)
class ReadyReply:
    """``title`` as the staff reads it; ``language``: of the words that would be put in."""

    key: str
    title: Worded
    language: str


@dataclass(frozen=True)
class Drafted:
    """What the form says and nobody decided yet: it may stand in the reason of that proposal."""

    outcome: Outcome | None = None
    remedies: tuple[tuple[str, date | None], ...] = ()
    language: str = ""


async def ready_replies(session: AsyncSession, work: Work) -> dict[str, list[ReadyReply]]:
    """By field, what says most exactly what it is for first."""
    templates = await templates_of(session, work.case.handler_id)
    ready = [
        (template, _ready(template, work))
        for template in templates
        if any(fits(template, work.case.category, step) for step in FIELDS.values())
    ]
    return {
        field: [line for template, line in ready if fits(template, work.case.category, step)]
        for field, step in FIELDS.items()
    }


def _ready(template: TemplateLine, work: Work) -> ReadyReply:
    return ReadyReply(
        template.key,
        best_text(texts_in(template.title), work.person.locale),
        template.text_for(*_languages(work))[1],
    )


async def ready_text(session: AsyncSession, work: Work, key: str, drafted: Drafted) -> str:
    """In the language of the person who complained where there is one; empty for no such reply."""
    templates = await templates_of(session, work.case.handler_id)
    chosen = next((template for template in templates if template.key == key), None)
    if chosen is None:
        return ""
    text, language = chosen.text_for(drafted.language, *_languages(work))
    return filled(text, await _facts(session, work, language, drafted))


def _languages(work: Work) -> tuple[str, str]:
    return work.case.language, work.case.interface_language


async def _facts(
    session: AsyncSession, work: Work, language: str, drafted: Drafted
) -> dict[str, str]:
    """Worded in the language of the text. What is not known is left out."""
    case = work.case
    office = await organisation(session, case.handler_id, language)
    systems = await system_lines(session, [case.system_id] if case.system_id else [], language)
    outcome, remedies = await _outcome(session, work, drafted)
    clocks = {clock.name: clock for clock in await clocks_of(session, case.id)}
    due = next((clocks[name] for name in _DUE if name in clocks), None)
    facts = {
        "reference": case.reference,
        "filed_on": format_date(case.filed_on, language),
        "stage": render(COMPLAINANT_STAGES[case.stage], language),
        "system": next((line.name.text for line in systems.values()), ""),
        "office": office.name.text if office else "",
        "outcome": render(OUTCOMES[outcome], language) if outcome else "",
        "remedies": format_list([_promised(each, language) for each in remedies], language),
    }
    if due and office:
        facts["due_date"] = format_date(due.told_on or local_day(office, due.due_at), language)
    return facts


async def _outcome(
    session: AsyncSession, work: Work, drafted: Drafted
) -> tuple[Outcome | None, tuple[tuple[str, date | None], ...]]:
    """What the form proposes, else what was decided; never a proposal of somebody else."""
    if drafted.outcome:
        return drafted.outcome, drafted.remedies
    found = await decision_in_force(session, work.case.id)
    if found is None or found.decided_at is None:
        return None, ()
    promised = await promised_remedies(session, work.case.id, found.id)
    return found.outcome, tuple((remedy.code, remedy.due_on) for remedy in promised)


def _promised(remedy: tuple[str, date | None], language: str) -> str:
    code, day = remedy
    name = render(taxonomy().remedies[code], language)
    if day is None:
        return name
    return render(PROMISED, language, remedy=name, day=format_date(day, language))
