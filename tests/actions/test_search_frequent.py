"""A word that thousands of cases hold is found in the order of the queue, page after page."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from backend import clock
from backend.accounts.queries import held_keys
from backend.app import Installation
from backend.cases.models import Case
from backend.cases.queries.queue import MOST_COUNTED, PAGE, CaseLine
from backend.cases.queries.searched import MOST_HELD, MOST_LISTED
from backend.database.doors import transaction
from backend.languages.search_terms import index_terms
from backend.sealing.tokens import keyed_tokens
from backend.sealing.tools import Tools
from backend.triage.queries.queue import Asking, QueuePage, queue
from backend.triage.rules.queue import QueueFilter
from tests.factories.office import Desk, a_desk
from tests.factories.rows import Rows, a_row

MANY = MOST_HELD + 60
#: One case in so many holds the second word, and in so many the third.
SOME, FEW = MANY // (MOST_LISTED + 60), 100


@pytest.fixture(scope="module")
async def desk(tools: Tools, installation: Installation, administrator) -> Desk:
    """Every case holds one word, some another, and few a third."""
    made = await a_desk(tools, installation)
    async with transaction(tools.engine) as session:
        held = await held_keys(session, tools.keyring, made.office.id)
    tokens = [keyed_tokens(index_terms(said(number)), held.search) for number in range(MANY)]
    seed(administrator, made, tokens)
    return made


def said(number: int) -> str:
    some, few = number % SOME == 0, number % FEW == 0
    return " ".join(["lantern", *["kettle"] * some, *["zebra"] * few])


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


async def pages_of(desk: Desk, word: str, most: int) -> list[CaseLine]:
    seen, after = [], ""
    for _ in range(most):
        page = await page_of(desk, q=word, after=after)
        seen += page.lines
        after = page.next
        if not after:
            break
    return seen


@pytest.mark.parametrize(
    ("word", "number"), [("lantern", 20 * PAGE), ("kettle", len(range(0, MANY, SOME)))]
)
async def test_every_case_stands_once_on_its_page_in_the_order_of_what_is_due(
    desk: Desk, word: str, number: int
):
    seen = await pages_of(desk, word, number // PAGE + 1)
    assert len({line.id for line in seen}) == len(seen) >= number
    assert all(one.due_at <= other.due_at for one, other in itertools.pairwise(seen))
    if word == "lantern":
        gaps = {other.due_at - one.due_at for one, other in itertools.pairwise(seen)}
        assert max(gaps) < timedelta(minutes=2), "none was passed over"


async def test_no_more_is_counted_than_is_worth_it(desk: Desk):
    for word in ("lantern", "kettle"):
        page = await page_of(desk, q=word)
        assert (page.total, page.more_than_counted) == (MOST_COUNTED, True)
        assert len(page.lines) == PAGE


@pytest.mark.parametrize("word", ["lantern", "kettle"])
async def test_filters_narrow_a_frequent_word(desk: Desk, word: str):
    page = await page_of(desk, q=word, language="km")
    assert {line.language for line in page.lines} == {"km"}
    assert (page.total, page.more_than_counted) == (PAGE, True)
    assert (await page_of(desk, q=word, language="vi")).lines == []
    assert (await page_of(desk, q=word, stage="closed")).lines == []


async def test_cases_that_are_far_apart_in_the_queue_are_found(desk: Desk, administrator):
    """What a step does not hold, the next may."""
    administrator.execute(
        "UPDATE cases SET language = 'ta' WHERE id IN (SELECT id FROM cases"
        " WHERE handler_id = %s ORDER BY due_at DESC NULLS LAST LIMIT 30)",
        (desk.office.id,),
    )
    page = await page_of(desk, q="lantern", language="ta")
    assert len(page.lines) == PAGE
    assert page.next


async def test_a_rare_word_beside_a_frequent_one_counts_to_the_end(desk: Desk):
    page = await page_of(desk, q="lantern zebra")
    assert (page.total, page.more_than_counted) == (len(range(0, MANY, FEW)), False)
    assert len(page.lines) == PAGE
