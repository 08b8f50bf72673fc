"""A word that thousands of cases hold is found in the order of the queue, page after page."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from backend import clock
from backend.accounts.queries import held_keys
from backend.app import Installation
from backend.cases.models import Case
from backend.cases.queries.searched import MOST_LISTED
from backend.database.doors import transaction
from backend.languages.search_terms import index_terms
from backend.sealing.tokens import keyed_tokens
from backend.sealing.tools import Tools
from backend.triage.queries.queue import Asking, QueuePage, queue
from backend.triage.rules.queue import QueueFilter
from tests.factories.office import Desk, a_desk
from tests.factories.rows import Rows, a_row

MANY = MOST_LISTED + 60


@pytest.fixture(scope="module")
async def desk(tools: Tools, installation: Installation, administrator) -> Desk:
    """Every case holds one word, and one in a hundred another."""
    made = await a_desk(tools, installation)
    async with transaction(tools.engine) as session:
        held = await held_keys(session, tools.keyring, made.office.id)
    words = ["lantern zebra" if number % 100 == 0 else "lantern" for number in range(MANY)]
    seed(administrator, made, [keyed_tokens(index_terms(word), held.search) for word in words])
    return made


def seed(administrator: psycopg.Connection, desk: Desk, tokens: list[list[int]]) -> None:
    like = a_row(Case.__table__, Rows(desk.office.id))
    ids = [uuid4() for _ in tokens]
    with administrator.cursor() as cursor:
        with cursor.copy(f"COPY cases ({', '.join(like)}, due_at) FROM STDIN") as rows:
            for values in rows_of(like, desk, ids):
                rows.write_row(values)
        with cursor.copy("COPY case_tokens (case_id, organisation_id, tokens) FROM STDIN") as rows:
            for case_id, held in zip(ids, tokens, strict=True):
                rows.write_row((case_id, desk.office.id, held))


def rows_of(like: dict, desk: Desk, ids: list) -> Iterator[list]:
    for number, case_id in enumerate(ids):
        row = like | {
            "id": case_id, "reference": f"SG-2026-{number:05}", "stage": "received",
            "language": "th" if number % 2 else "km", "parties": [desk.office.id],
        }  # fmt: skip
        yield [*row.values(), clock.now() + timedelta(minutes=number * 7 % MANY)]


async def page_of(desk: Desk, **wanted: str) -> QueuePage:
    asking = Asking(desk.office.id, desk.office.id, "en", clock.now())
    async with transaction(desk.installation.engines["desk"], organisation=desk.office.id) as s:
        return await queue(s, desk.tools.keyring, asking, QueueFilter(**wanted))


async def test_every_case_stands_once_on_its_page_in_the_order_of_what_is_due(desk: Desk):
    seen, after = [], ""
    while True:
        page = await page_of(desk, q="lantern", after=after)
        seen += page.lines
        if not page.next:
            break
        after = page.next
    assert len({line.id for line in seen}) == len(seen) == MANY
    assert [line.due_at for line in seen] == sorted(line.due_at for line in seen)


async def test_no_more_is_counted_than_is_worth_it(desk: Desk):
    page = await page_of(desk, q="lantern")
    assert page.more_than_counted
    assert len(page.lines) == 25


async def test_filters_narrow_a_frequent_word(desk: Desk):
    page = await page_of(desk, q="lantern", language="km")
    assert {line.language for line in page.lines} == {"km"}
    assert (await page_of(desk, q="lantern", language="vi")).lines == []


async def test_a_rare_word_beside_a_frequent_one_counts_to_the_end(desk: Desk):
    page = await page_of(desk, q="lantern zebra")
    assert (page.total, page.more_than_counted) == (len(range(0, MANY, 100)), False)
    assert page.total == 21
    assert len(page.lines) == 21
