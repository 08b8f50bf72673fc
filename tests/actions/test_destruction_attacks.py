"""Nobody destroys, agrees or holds past the two people of the office: asked in plain SQL."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import psycopg
import pytest

from backend import clock
from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.database.addresses import Addresses
from backend.sealing.tools import Tools
from tests.factories.destruction import asked
from tests.factories.office import Desk, a_desk

pytestmark = pytest.mark.battery("T3b")
ASK = """INSERT INTO destructions (case_id, id, parties, asked_by, asked_at{})
  VALUES (%s, %s, %s, {}, now(){})"""
HOLD = """INSERT INTO legal_holds (case_id, id, parties, set_by, set_at, language, sealed_reason,
  review_on) VALUES (%s, %s, %s, %s, now(), 'en', '', now())"""


@pytest.fixture(scope="module")
async def desk(tools: Tools, installation: Installation) -> Desk:
    return await a_desk(tools, installation)


@pytest.fixture
async def case(desk: Desk) -> OpenedCase:
    made = await desk.case()
    await desk.complainant_acts(made, "erase", clock.now())
    return made


@pytest.fixture(params=["public", "desk", "worker"])
def door(
    request: pytest.FixtureRequest, database: Addresses, desk: Desk, case: OpenedCase
) -> Iterator[psycopg.Connection]:
    """Told as much as that door ever is."""
    with psycopg.connect(getattr(database, request.param), autocommit=True) as connection:
        connection.execute(f"SET suara.case_id = '{case.id}'")
        connection.execute(f"SET suara.organisation = '{desk.office.id}'")
        yield connection


def test_no_door_destroys_what_two_have_not_agreed_to(
    door: psycopg.Connection, case: OpenedCase, administrator: psycopg.Connection
):
    for call in ("destroy_case(%s, %s, %s)", "erase_rows(%s, %s, %s)"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            door.execute(f"SELECT {call}", (case.id, date.today(), date.today()))  # noqa: DTZ011  any day will do
    row = administrator.execute("SELECT destroyed_on FROM cases WHERE id = %s", (case.id,))
    assert row.fetchone() == (None,)


def test_one_person_in_both_places_is_refused(administrator: psycopg.Connection, case: OpenedCase):
    one = uuid4()
    administrator.execute(
        "UPDATE destructions SET first_by = %s, first_at = now() WHERE case_id = %s",
        (one, case.id),
    )
    with pytest.raises(psycopg.errors.CheckViolation):
        administrator.execute(
            "UPDATE destructions SET second_by = %s WHERE case_id = %s", (one, case.id)
        )


def test_an_agreement_is_neither_changed_nor_given_by_both_at_once(
    database: Addresses, desk: Desk, case: OpenedCase
):
    with psycopg.connect(database.desk, autocommit=True) as connection:
        connection.execute(f"SET suara.organisation = '{desk.office.id}'")
        set_ = "UPDATE destructions SET {} WHERE case_id = %s"
        both = set_.format(f"first_by = '{uuid4()}', second_by = '{uuid4()}'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(both, (case.id,))
        connection.execute(set_.format(f"first_by = '{uuid4()}'"), (case.id,))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(set_.format(f"first_by = '{uuid4()}'"), (case.id,))


def test_the_public_door_asks_and_never_agrees(
    database: Addresses, case: OpenedCase, administrator: psycopg.Connection, desk: Desk
):
    administrator.execute("DELETE FROM destructions WHERE case_id = %s", (case.id,))
    given = (case.id, uuid4(), [desk.office.id])
    with psycopg.connect(database.public, autocommit=True) as connection:
        connection.execute(f"SET suara.case_id = '{case.id}'")
        for more, kind, value in (
            ("", "'rule'", ""), (", first_by", "'complainant'", f", '{uuid4()}'"),
            (", done_on", "'complainant'", ", now()"),
        ):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(ASK.format(more, kind, value), given)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE destructions SET second_by = NULL")
        connection.execute(ASK.format("", "'complainant'", ""), given)
    assert asked(administrator, case.id)


def test_the_owner_of_the_system_neither_holds_nor_agrees(
    database: Addresses, desk: Desk, case: OpenedCase, administrator: psycopg.Connection
):
    both = [desk.office.id, desk.owner.id]
    for table in ("cases", "destructions"):
        key = "id" if table == "cases" else "case_id"
        administrator.execute(
            f"UPDATE {table} SET parties = %s WHERE {key} = %s",  # noqa: S608  ours
            (both, case.id),
        )
    with psycopg.connect(database.desk, autocommit=True) as connection:
        connection.execute(f"SET suara.organisation = '{desk.owner.id}'")
        connection.execute(f"SET suara.case_id = '{case.id}'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(HOLD, (case.id, uuid4(), both, uuid4()))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE destructions SET first_by = %s", (uuid4(),))


def test_reasons_of_a_case_that_stands_stay(
    administrator: psycopg.Connection, database: Addresses, case: OpenedCase
):
    with psycopg.connect(database.owner, autocommit=True) as connection:
        other = f"SET suara.destroying = '{uuid4()}'"
        connection.execute(other)
        with pytest.raises(psycopg.errors.RaiseException):
            connection.execute(
                "UPDATE events SET sealed_reason = NULL WHERE case_id = %s", (case.id,)
            )
