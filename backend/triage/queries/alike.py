"""Cases that are like one case: of the same office and language, by the words that both hold."""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import held_keys
from backend.cases.queries.queue import CaseFilter, CaseLine, count_cases, lines_by_id
from backend.cases.queries.workflow_files import workflow_named
from backend.cases.rules.stages import Stage
from backend.cases.rules.workflow import moves_allowed
from backend.languages.search_terms import telling
from backend.sealing.keys import Keyring
from backend.sealing.queries import cases_like
from backend.sealing.tokens import keyed_token
from backend.triage.queries.near import words_said
from backend.triage.queries.work import Work

MOST_SHOWN = 5
MOST_WORDS = 12
#: A word that more than one in so many cases holds tells nothing, in a small office as in a large.
COMMON = 4
#: In a handful of cases no word is common.
FEW = 3


@dataclass(frozen=True)
class AlikeCase:
    """``shared`` are words of the case at hand, as they were typed there."""

    line: CaseLine
    shared: tuple[str, ...]


async def cases_alike(session: AsyncSession, keyring: Keyring, work: Work) -> list[AlikeCase]:
    """The likest first; each opened, to say which words both hold.

    What the office wrote says nothing: it answers many in the same words.
    """
    held = await held_keys(session, keyring, work.person.organisation_id)
    language = work.case.language
    mine = await words_said(session, held, [work.case.id], complainant_only=True)
    own = telling(mine.get(work.case.id, ""), language)
    tokens = [keyed_token(term, held.search) for term in own]
    known = await _of_this_language(session, work)
    found = await cases_like(session, (work.case.id, tokens), max(FEW, known // COMMON), MOST_SHOWN)
    ids = [like.case_id for like in found]
    lines = await lines_by_id(session, ids)
    said = await words_said(session, held, ids, complainant_only=True)
    alike = []
    for like in found:
        other = telling(said.get(like.case_id, ""), language)
        words = (own[term] for term in own.keys() & other.keys())
        shared = sorted(words, key=lambda word: (-len(word), word))
        if shared and like.case_id in lines:
            alike.append(AlikeCase(lines[like.case_id], tuple(shared[:MOST_WORDS])))
    return alike


async def _of_this_language(session: AsyncSession, work: Work) -> int:
    """How many cases there are to be like; very many are not counted to the end."""
    wanted = CaseFilter(work.person.organisation_id, frozenset(Stage), language=work.case.language)
    return await count_cases(session, wanted)


def may_propose(work: Work) -> bool:
    """Whether the person may propose an outcome now, for instance that this is a duplicate."""
    workflow = workflow_named(work.case.workflow)
    return "propose" in {m.name for m in moves_allowed(workflow, work.case.stage, work.mover)}
