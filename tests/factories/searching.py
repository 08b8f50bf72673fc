"""Texts that lie at a desk, and what searches of tests/search/*.yaml find among them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from sqlalchemy import text as text_of

from backend import clock
from backend.database.doors import transaction
from backend.triage.queries.queue import Asking, queue
from backend.triage.rules.queue import QueueFilter
from tests.factories.office import Desk
from tests.factories.systems import TEXTS, a_system
from tests.factories.taking_in import take_in

SPOKEN = text_of("UPDATE cases SET language = :language WHERE id = :id")
#: Cases are found by the name of their system too; this one is asked for by nobody.
NAMELESS = {"en": TEXTS["en"] | {"name": "Xq7"}}
FOLDER = Path(__file__).parents[1] / "search"


def read(name: str) -> Any:
    return YAML(typ="safe").load(FOLDER / f"{name}.yaml")


@dataclass(frozen=True)
class Question:
    """One search, and the texts of its language that it must find; a variant is misspelled."""

    language: str
    typed: str
    wanted: frozenset[str]
    variant: bool


def questions(name: str) -> list[Question]:
    return [
        Question(language, typed, frozenset((ids or "").split()), kind == "variants")
        for language, kinds in read(name).items()
        for kind, searches in kinds.items()
        for typed, ids in searches.items()
    ]


@dataclass
class Outcome:
    """Which questions found all that they must, and how many texts were found that must not be."""

    asked: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    found: int = 0

    def recall(self) -> float:
        return 1 - len(self.missed) / self.asked


async def taken_in(desk: Desk) -> dict[str, tuple[str, str]]:
    """Every text as a case of the desk: reference → language and name of the text."""
    about = {"sector": desk.office.sectors[0], "countries": (desk.office.country,)}
    system = await a_system(desk.tools.engine, desk.owner.id, texts=NAMELESS, **about)
    cases = {}
    for language, texts in read("texts").items():
        for name, text in texts.items():
            case = await desk.case(account=text, system=system.slug)
            spoken = {"id": case.id, "language": language.partition("-A")[0]}
            async with transaction(desk.tools.engine) as session:
                await (await session.connection()).execute(SPOKEN, spoken)
                await take_in(session, desk.tools.keyring, case.id, clock.now())
            cases[case.reference] = (language, name)
    return cases


async def search(desk: Desk, typed: str, **filters: str) -> set[str]:
    """References on all pages that the queue shows."""
    asking = Asking(desk.office.id, desk.office.id, "en", clock.now())
    found, wanted = set[str](), QueueFilter(q=typed, **filters)
    async with transaction(desk.installation.engines["desk"], organisation=desk.office.id) as s:
        while True:
            page = await queue(s, desk.tools.keyring, asking, wanted)
            found |= {line.reference for line in page.lines}
            if not page.next:
                return found
            wanted = QueueFilter(q=typed, after=page.next, **filters)


async def put(desk: Desk, cases: dict[str, tuple[str, str]], asked: list[Question]) -> Outcome:
    """Every question put to the desk, about cases of its language."""
    outcome = Outcome(asked=len(asked))
    for question in asked:
        spoken = question.language.partition("-A")[0]
        references = await search(desk, question.typed, language=spoken)
        found = {cases[r][1] for r in references if cases[r][0] == question.language}
        outcome.found += len(found)
        if not question.wanted <= found:
            outcome.missed.append(f"{question.language}: {question.typed}")
        outcome.wrong += [
            f"{question.language}: {question.typed} → {name}" for name in found - question.wanted
        ]
    return outcome
