"""Speed of word search and of likeness among many cases of one office.

    .venv/bin/python -m benchmarks.search_speed [CASES] [RUNS]

Seeds tokens and rows directly. A text is three sentences of the demonstration's complaints in its
language and ten words of a made-up vocabulary of 20,000, drawn as words of a language are: few of
them often, most of them seldom. Half of the searches are words of those sentences, which very many
cases hold; the others are of the vocabulary, as often as they are used. Each is what the queue of
the desk asks for: tokens, cases in order, their number, names. Beside it the plain way: the same
texts in clear in one table under a trigram index, the first page by due time and a count.
"""

import asyncio
import random
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median, quantiles
from uuid import UUID, uuid4

from backend import clock
from backend.accounts.queries import held_keys
from backend.cases.models import Case
from backend.database.doors import transaction
from backend.demonstration.reading import complaints
from backend.sealing.queries import cases_like
from backend.triage.queries.queue import Asking, queue
from backend.triage.rules.queue import QueueFilter
from benchmarks.an_installation import Bench, an_installation
from tests.factories.office import Desk, a_desk
from tests.factories.rows import Rows, a_row
from tests.factories.seeding.speech import Speech, tokens_of, tokens_of_all

QUESTIONS = 60
DICE = random.Random(7)
HEAD = "| language | p50 ms | p95 ms | longest |\n| --- | --- | --- | --- |"
#: Of searches, such a share are words of the sentences, and such a share has a second word.
KNOWN, TWO = 0.5, 0.25

PLAIN = """CREATE EXTENSION pg_trgm;
CREATE TABLE plain_texts (id uuid PRIMARY KEY, due_at timestamptz NOT NULL, body text NOT NULL)"""
AFTER_SEEDING = (
    "CREATE INDEX ON plain_texts USING gin (body gin_trgm_ops) WITH (fastupdate=off)",
    "CREATE INDEX ON plain_texts (due_at, id)",
    "VACUUM ANALYZE plain_texts",
    "CREATE INDEX ix_case_tokens_tokens ON case_tokens USING gin (tokens) WITH (fastupdate=off)",
    "VACUUM ANALYZE cases",
    "VACUUM ANALYZE case_tokens",
)


@dataclass
class Asked:
    """What is said in one language, with its tokens, and what is searched for in it."""

    speech: Speech
    key: bytes

    def tokens(self, said: str) -> list[int]:
        return list(tokens_of(said, self.key))

    def tokens_of(self, parts: list[str]) -> set[int]:
        return tokens_of_all(parts, self.key)

    def question(self) -> str:
        speech = self.speech
        one = DICE.choice(speech.known) if DICE.random() < KNOWN else speech.some_words(1)[0]
        return f"{one} {speech.some_words(1)[0]}" if DICE.random() < TWO else one


def seed(bench: Bench, desk: Desk, speeches: dict[str, Asked], count: int) -> list[UUID]:
    """Rows of cases, and their tokens, as COPY writes them."""
    like, now = a_row(Case.__table__, Rows(desk.office.id)), datetime.now(UTC)
    ids, languages = [uuid4() for _ in range(count)], list(speeches)
    names = list(like)
    spoken = [speeches[languages[number % len(languages)]] for number in range(count)]
    texts = [list(asked.speech.parts()) for asked in spoken]
    due_at = [now + timedelta(minutes=DICE.randrange(100_000)) for _ in ids]
    bench.administrator.execute("DROP INDEX ix_case_tokens_tokens")
    bench.administrator.execute(PLAIN)
    with bench.administrator.cursor() as cursor:
        with cursor.copy(f"COPY cases ({', '.join(names)}, due_at) FROM STDIN") as rows:
            for number, case_id in enumerate(ids):
                row = like | {
                    "id": case_id, "reference": f"SG-2026-{number:06}", "stage": "received",
                    "language": languages[number % len(languages)], "parties": [desk.office.id],
                }  # fmt: skip
                rows.write_row([*(row[name] for name in names), due_at[number]])
        with cursor.copy("COPY case_tokens (case_id, organisation_id, tokens) FROM STDIN") as rows:
            for case_id, asked, text in zip(ids, spoken, texts, strict=True):
                rows.write_row((case_id, desk.office.id, sorted(asked.tokens_of(text))))
        with cursor.copy("COPY plain_texts (id, due_at, body) FROM STDIN") as rows:
            for case_id, due, text in zip(ids, due_at, texts, strict=True):
                rows.write_row((case_id, due, " ".join(text)))
    for statement in AFTER_SEEDING:
        bench.administrator.execute(statement)
    return ids


async def time_search(desk: Desk, typed: str) -> tuple[float, int]:
    asking = Asking(desk.office.id, desk.office.id, "en", clock.now())
    async with transaction(desk.installation.engines["desk"], organisation=desk.office.id) as s:
        began = time.perf_counter()
        page = await queue(s, desk.tools.keyring, asking, QueueFilter(q=typed))
        return (time.perf_counter() - began) * 1000, page.total


def time_plain(bench: Bench, typed: str) -> float:
    """The first page and a count of at most 1,001, as the queue counts; no layer between."""
    words = [f"%{word}%" for word in typed.split()]
    found = "FROM plain_texts WHERE " + " AND ".join(["body ILIKE %s"] * len(words))
    began = time.perf_counter()
    first = f"SELECT id, due_at {found} ORDER BY due_at, id LIMIT 26"
    bench.administrator.execute(first, words).fetchall()
    counted = f"SELECT count(*) FROM (SELECT {found} LIMIT 1001) AS few"
    bench.administrator.execute(counted, words).fetchall()
    return (time.perf_counter() - began) * 1000


async def time_nothing(desk: Desk) -> float:
    """What a busy machine costs by itself."""
    async with transaction(desk.installation.engines["desk"], organisation=desk.office.id) as s:
        began = time.perf_counter()
        await (await s.connection()).exec_driver_sql("SELECT 1")
        return (time.perf_counter() - began) * 1000


async def time_likeness(desk: Desk, speech: Asked, case_id: UUID) -> float:
    tokens = [speech.tokens(word)[0] for word in speech.speech.some_words(60)]
    async with transaction(desk.installation.engines["desk"], organisation=desk.office.id) as s:
        began = time.perf_counter()
        await cases_like(s, (case_id, tokens), 300, 5)
        return (time.perf_counter() - began) * 1000


def line(name: str, times: list[float], more: str = "") -> str:
    cuts = quantiles(times, n=100, method="inclusive")
    return f"| {name} | {median(times):.1f} | {cuts[94]:.1f} | {max(times):.1f} |{more}"


async def main(count: int, runs: int) -> None:
    async with an_installation() as bench:
        desk = await a_desk(bench.tools, bench.installation)
        async with transaction(bench.tools.engine) as session:
            held = await held_keys(session, desk.tools.keyring, desk.office.id)
        languages = sorted({c["language"] for c in complaints()})
        speeches = {tag: Asked(Speech(tag, DICE), held.search) for tag in languages}
        began = time.perf_counter()
        ids = seed(bench, desk, speeches, count)
        size = bench.administrator.execute(
            "SELECT pg_size_pretty(pg_relation_size('ix_case_tokens_tokens')),"
            " pg_size_pretty(pg_total_relation_size('case_tokens')),"
            " avg(cardinality(tokens))::int FROM case_tokens"
        ).fetchone()
        print(f"{count} cases in {time.perf_counter() - began:.0f} s; index, table, tokens: {size}")
        asked_for = [(tag, s.question()) for tag, s in speeches.items() for _ in range(QUESTIONS)]
        spent = {one: [] for one in asked_for}
        for run in range(1, runs + 1):
            for tag, typed in asked_for:
                spent[tag, typed].append((await time_search(desk, typed))[0])
            print(line(f"run {run}", [times[-1] for times in spent.values()]), flush=True)
            plain = [time_plain(bench, typed) for _, typed in asked_for]
            print(line(f"run {run}, plain", plain), flush=True)
        for name, of_runs in (("median", median), ("fastest", min)):
            print(f"\nof each search the {name} of {runs} runs\n\n{HEAD}")
            for tag in languages:
                print(line(tag, [of_runs(t) for (spoken, _), t in spent.items() if spoken == tag]))
            print(line("all", [of_runs(times) for times in spent.values()]), flush=True)
        alike = [[await time_likeness(desk, speeches[languages[n % len(languages)]], ids[n])
                  for _ in range(runs)] for n in range(100)]  # fmt: skip
        print(line("likeness, 60 words, median", [median(times) for times in alike]))
        print(line("likeness, 60 words, fastest", [min(times) for times in alike]))
        print(line("an empty look at the database", [await time_nothing(desk) for _ in range(200)]))


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    asyncio.run(main(*(given + [100_000, 3][len(given) :])))
