"""Word search as one person at the desk meets it: a page by HTTP, beside the queue without words.

    .venv/bin/python -m benchmarks.search_pages DATA_DIR [PORT] [RUNS]

DATA_DIR was filled by `benchmarks.seed` and is served at PORT (`benchmarks.load.serve`). Words are
taken from cases of the busy office, in their languages, and told apart by how many cases hold them:
few, more, or more than are looked up one by one. Before each search the queue is opened without it.
"""

import asyncio
import json
import random
import re
import sys
import time
from collections import defaultdict
from html import unescape
from pathlib import Path
from statistics import median, quantiles
from uuid import UUID

import httpx
import psycopg

from backend.accounts.queries import held_keys
from backend.cases.queries.cases import case_by_id
from backend.cases.queries.searched import MOST_LISTED
from backend.database.addresses import addresses
from backend.database.doors import engine_for, transaction
from backend.sealing.keys import HeldKeys, Keyring, MasterKey
from backend.settings import Settings
from backend.triage.queries.near import words_said
from backend.triage.queries.searching import ways_in_tokens
from tests.factories.seeding.speech import words_in

#: By how many cases hold it at most.
CLASSES = {"rare": 20, "medium": MOST_LISTED, "frequent": sys.maxsize}
QUESTIONS, CASES = 6, 150
DICE = random.Random(7)
HELD = """SELECT count(*) FROM (SELECT FROM case_tokens
  WHERE organisation_id = %s AND tokens @> %s::bigint[] LIMIT %s) AS few"""
HEAD = "| | searches | p50 ms | p95 ms | longest |\n| --- | --- | --- | --- | --- |"

#: Language and class → words.
Words = dict[tuple[str, str], list[str]]


async def words_of(data_dir: Path, case_ids: list[UUID]) -> Words:
    """Words that stand in these cases."""
    settings = Settings(data_dir=data_dir)
    where = addresses(settings)
    engine = engine_for(where.for_sqlalchemy("worker"))
    keyring = Keyring(MasterKey.read(settings.key_file))
    found: Words = defaultdict(list)
    async with transaction(engine) as session:
        with psycopg.connect(where.worker) as connection:
            for case_id in case_ids:
                case = await case_by_id(session, case_id)
                if case is None:
                    continue
                held = await held_keys(session, keyring, case.handler_id)
                told = await words_said(session, held, [case_id])
                said = words_in(case.language, told.get(case_id, ""))
                for word in DICE.sample(said, min(len(said), 10)):
                    words = found[case.language, class_of(connection, held, word)]
                    if word not in words and len(words) < QUESTIONS:
                        words.append(word)
    await engine.dispose()
    return found


def class_of(connection: psycopg.Connection, held: HeldKeys, word: str) -> str:
    tokens = list(ways_in_tokens(word, held.search)[0])
    asked = (held.organisation_id, tokens, MOST_LISTED + 1)
    row = connection.execute(HELD, asked).fetchone()
    return next(name for name, most in CLASSES.items() if row and row[0] <= most)


def sign_in(client: httpx.Client, seeded: dict[str, str]) -> None:
    csrf = re.search(r'name="csrf" value="([^"]+)"', client.get("/desk/sign-in").text)
    fields = {"email": seeded["caseworker"], "password": seeded["password"]}
    token = unescape(csrf[1]) if csrf else ""
    answer = client.post("/desk/sign-in", data=fields | {"csrf": token})
    if not answer.is_redirect:
        sys.exit(f"not signed in: {answer.status_code}")


def timed(client: httpx.Client, **asked: str) -> float:
    began = time.perf_counter()
    client.get("/desk/", params=asked).raise_for_status()
    return (time.perf_counter() - began) * 1000


def line(name: str, times: list[float]) -> str:
    cuts = quantiles(times, n=100, method="inclusive")
    return f"| {name} | {len(times)} | {median(times):.1f} | {cuts[94]:.1f} | {max(times):.1f} |"


def main(data_dir: Path, port: str, runs: int) -> None:
    seeded = json.loads((data_dir / "seeded.json").read_text("utf-8"))
    words = asyncio.run(words_of(data_dir, [UUID(i) for i in seeded["case_ids"][:CASES]]))
    asked = [(*about, word) for about, some in words.items() for word in some]
    spent: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    plain: list[float] = []
    headers = {"Sec-Fetch-Site": "same-origin"}
    door = f"http://127.0.0.1:{port}"
    with httpx.Client(base_url=door, headers=headers, timeout=60) as client:
        sign_in(client, seeded)
        for _ in range(runs):
            for one in DICE.sample(asked, len(asked)):
                plain.append(timed(client))
                spent[one].append(timed(client, q=one[2]))
    print(f"of each search the median of {runs}\n\n{HEAD}")
    shown = {one: median(times) for one, times in spent.items()}
    for name in CLASSES:
        print(line(name, [ms for (_, kind, _), ms in shown.items() if kind == name]))
    for tag in sorted({tag for tag, _ in words}):
        print(line(tag, [ms for (spoken, _, _), ms in shown.items() if spoken == tag]))
    print(line("all", list(shown.values())))
    print(line("the queue without words", plain))


if __name__ == "__main__":
    given = [*sys.argv[1:], *["8200", "3"][len(sys.argv) - 2 :]]
    main(Path(given[0]), given[1], int(given[2]))
