"""Tables that hold no row of a case are not read for it: one statement tells which they are."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.database.doors import transaction
from backend.database.of_case import of_case
from backend.database.rows import add, add_all
from backend.grievances.queries.stories import files
from backend.sealing.tools import Tools
from backend.triage.models import Inquiry, Note
from tests.factories.office import Desk, a_desk

MONDAY = datetime(2026, 3, 2, 2, 20, tzinfo=UTC)


@of_case(Note, empty=[])
async def noted(session: AsyncSession, case_id: UUID) -> list[UUID]:
    return list((await session.exec(select(Note.id).where(Note.case_id == case_id))).all())


@of_case(Inquiry)
async def asked(session: AsyncSession, case_id: UUID) -> UUID | None:
    return (await session.exec(select(Inquiry.id).where(Inquiry.case_id == case_id))).first()


@pytest.fixture(scope="module")
async def desk(tools: Tools, installation: Installation) -> Desk:
    return await a_desk(tools, installation)


@pytest.fixture
async def case(desk: Desk) -> OpenedCase:
    return await desk.case(MONDAY)


@contextmanager
def listening(engine: AsyncEngine) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection, _cursor, statement: str, *_rest) -> None:
        sent.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine.sync_engine, "before_cursor_execute", note)


@dataclass
class At:
    session: AsyncSession
    case: UUID
    sent: list[str]


@pytest.fixture
async def at(tools: Tools, case: OpenedCase) -> AsyncIterator[At]:
    with listening(tools.engine) as sent:
        async with transaction(tools.engine) as session:
            yield At(session, case.id, sent)


async def write(at: At) -> UUID:
    note = uuid4()
    row = {"staff_id": note, "sealed_text": b"", "at": MONDAY, "parties": []}
    await add(at.session, Note, case_id=at.case, id=note, **row)
    return note


def reads(at: At, table: str) -> int:
    return sum(f"FROM {table}" in each and "UNION ALL" not in each for each in at.sent)


async def test_what_holds_nothing_of_the_case_is_not_read(at: At):
    assert await noted(at.session, at.case) == []
    assert await asked(at.session, at.case) is None
    assert reads(at, "notes") == reads(at, "inquiries") == 0
    assert sum("UNION ALL" in each for each in at.sent) == 1


async def test_what_holds_something_is_read(at: At):
    note = await write(at)
    assert await noted(at.session, at.case) == [note]
    assert await asked(at.session, at.case) is None
    assert (reads(at, "notes"), reads(at, "inquiries")) == (1, 0)


async def test_what_is_written_after_the_question_is_read(at: At):
    assert await noted(at.session, at.case) == []
    note = await write(at)
    assert await noted(at.session, at.case) == [note]


async def test_what_was_not_sent_yet_is_read(at: At):
    assert await noted(at.session, at.case) == []
    note = Note(case_id=at.case, parties=[], staff_id=at.case, sealed_text=b"", at=MONDAY)
    at.session.add(note)
    assert await noted(at.session, at.case) == [note.id]


async def test_another_case_is_another_question(desk: Desk, at: At):
    await write(at)
    other = await desk.case(MONDAY)
    assert await noted(at.session, other.id) == []
    assert len(await noted(at.session, at.case)) == 1


async def test_an_empty_answer_belongs_to_whoever_asked(at: At):
    (await noted(at.session, at.case)).append(at.case)
    assert await noted(at.session, at.case) == []


async def test_a_door_is_asked_only_about_what_it_may_read(
    installation: Installation, case: OpenedCase
):
    with listening(installation.engines["public"]) as sent:
        async with transaction(installation.engines["public"], case_id=case.id) as session:
            assert await files(session, case.id) == []
            with pytest.raises(ProgrammingError, match="permission denied for table notes"):
                await noted(session, case.id)

    question = next(each for each in sent if "UNION ALL" in each)
    assert "FROM files" in question
    assert "FROM notes" not in question


async def test_what_was_undone_since_a_savepoint_is_gone(at: At):
    await write(at)
    savepoint = await at.session.begin_nested()
    await write(at)
    assert len(await noted(at.session, at.case)) == 2
    await savepoint.rollback()
    assert len(await noted(at.session, at.case)) == 1


async def test_a_new_row_has_an_id_of_its_own_where_none_is_named(at: At):
    row = {"staff_id": at.case, "sealed_text": b"", "at": MONDAY, "parties": []}
    await add(at.session, Note, case_id=at.case, **row)
    await add_all(at.session, Note, [row | {"case_id": at.case}] * 2)
    assert len(set(await noted(at.session, at.case))) == 3
