"""Recall of word search, per language: ours beside plain PostgreSQL search on the same texts.

    .venv/bin/python -m benchmarks.search_recall

Both search the texts of tests/search/texts.yaml for the questions of queries.yaml and of
held_out.yaml, in one run. Ours is what the queue of the desk shows, through keyed tokens;
PostgreSQL's is ``to_tsvector('simple')`` and ``plainto_tsquery('simple')`` over the same texts in
clear, without row policies.
"""

import asyncio
from collections import defaultdict

import psycopg

from benchmarks.an_installation import an_installation
from tests.factories.office import a_desk
from tests.factories.searching import Outcome, Question, put, questions, read, taken_in

SETS = ("queries", "held_out")


def plain(connection: psycopg.Connection, asked: list[Question]) -> Outcome:
    outcome = Outcome(asked=len(asked))
    query = """SELECT name FROM plain_texts WHERE language = %s
        AND to_tsvector('simple', words) @@ plainto_tsquery('simple', %s)"""
    for question in asked:
        rows = connection.execute(query, (question.language, question.typed)).fetchall()
        found = {row[0] for row in rows}
        outcome.found += len(found)
        if not question.wanted <= found:
            outcome.missed.append(question.typed)
        outcome.wrong += [question.typed for _ in found - question.wanted]
    return outcome


def keep_in_clear(connection: psycopg.Connection) -> None:
    connection.execute("CREATE TABLE plain_texts (language text, name text, words text)")
    for language, texts in read("texts").items():
        for name, words in texts.items():
            connection.execute("INSERT INTO plain_texts VALUES (%s, %s, %s)",
                               (language, name, words))  # fmt: skip


def row(name: str, asked: list[Question], ours: Outcome, theirs: Outcome) -> str:
    variants = sum(question.variant for question in asked)
    cells = (
        name, len(asked), variants, f"{ours.recall():.1%}", f"{theirs.recall():.1%}",
        f"{len(ours.wrong)} of {ours.found}", f"{len(theirs.wrong)} of {theirs.found}",
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


async def main() -> None:
    async with an_installation() as bench:
        desk = await a_desk(bench.tools, bench.installation)
        cases = await taken_in(desk)
        keep_in_clear(bench.administrator)
        for name in SETS:
            print(f"\n{name}\n")
            print("| language | searches | of them variants | recall | recall of plain PostgreSQL "
                  "| wrong hits | wrong hits of plain PostgreSQL |")  # fmt: skip
            print("| --- | --- | --- | --- | --- | --- | --- |")
            by_language: defaultdict[str, list[Question]] = defaultdict(list)
            for question in questions(name):
                by_language[question.language].append(question)
            everything = questions(name)
            for language, asked in [*by_language.items(), ("all", everything)]:
                ours = await put(desk, cases, asked)
                print(row(language, asked, ours, plain(bench.administrator, asked)))
                if language == "all":
                    print("\nmissed:", "; ".join(ours.missed) or "nothing")
                    print("wrong:", "; ".join(ours.wrong) or "nothing")


if __name__ == "__main__":
    asyncio.run(main())
