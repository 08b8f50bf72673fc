"""Who reaches translations in plain SQL: the owner of the system, the public, another office."""

from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from backend.all_tables import METADATA
from tests.factories.databases import Moving
from tests.factories.doors import door, reached, refused
from tests.factories.rows import Rows, a_row, insert, rows_of

CHANGE = "UPDATE translations SET {}"
OURS = ("translations", "translation_requests", "relied_translations", "replies")


@pytest.fixture(scope="module")
def theirs(apart: Moving) -> Rows:
    """A case that is put to the owner of its system, with a translation of each kind."""
    made = rows_of(apart.administrator, uuid4())
    owner, system = uuid4(), uuid4()
    insert(
        apart.administrator,
        "organisations",
        made.made["organisations"] | {"id": owner, "slug": owner.hex},
    )
    about = {"id": system, "owner_id": owner, "slug": f"slug-{owner.hex}"}
    insert(apart.administrator, "systems", made.made["systems"] | about)
    apart.administrator.execute(
        "UPDATE cases SET system_id = %s WHERE id = %s", (system, made.case)
    )
    for kind in ("message", "reply", "owner_question", "owner_answer"):
        row = a_row(METADATA.tables["translations"], made)
        insert(apart.administrator, "translations", row | {"of_kind": kind})
    made.made["owner"] = {"id": owner}
    return made


def kinds_seen(connection: psycopg.Connection, case: UUID) -> set[str]:
    query = "SELECT of_kind FROM translations WHERE case_id = %s"
    return {row[0] for row in connection.execute(query, (case,))}


def test_the_owner_reads_translations_of_the_story_and_only_while_it_is_asked(
    apart: Moving, theirs: Rows
):
    owner = theirs.made["owner"]["id"]
    with door(apart.addresses, "desk", organisation=owner) as connection:
        assert kinds_seen(connection, theirs.case) == set()
    with door(apart.addresses, "desk", organisation=theirs.organisation) as connection:
        share = "SELECT share_with_owner(%s, %s, '{}')"
        connection.execute(share, (theirs.case, owner))
        told = f"SET LOCAL suara.organisation = '{owner}'"
        connection.execute(told)
        assert kinds_seen(connection, theirs.case) == {"account", "owner_question", "owner_answer"}
        for table in ("translation_requests", "translation_disputes", "replies"):
            assert reached(connection, f"TABLE {table}") == 0, table
        for change in ("reviewed_at = now()", "replaced_at = now()", "approved_at = now()"):
            assert reached(connection, CHANGE.format(change)) == 0, change
        connection.execute("SELECT end_sharing(%s, false)", (theirs.case,))
        assert kinds_seen(connection, theirs.case) == set()


@pytest.mark.parametrize("table", OURS)
def test_the_owner_writes_no_translation_even_while_it_is_asked(
    apart: Moving, theirs: Rows, table: str
):
    owner = theirs.made["owner"]["id"]
    with door(apart.addresses, "desk", organisation=theirs.organisation) as connection:
        connection.execute("SELECT share_with_owner(%s, %s, '{}')", (theirs.case, owner))
        connection.execute(f"SET LOCAL suara.organisation = '{owner}'")
        row = a_row(METADATA.tables[table], theirs) | {"parties": [owner]}
        with pytest.raises(InsufficientPrivilege), connection.transaction():
            insert(connection, table, row)


def test_the_complainant_sees_nothing_between_office_and_owner_and_no_reply_before_it_is_sent(
    apart: Moving, theirs: Rows
):
    with door(apart.addresses, "public", case_id=theirs.case) as connection:
        assert kinds_seen(connection, theirs.case) == {"account", "message"}
        assert reached(connection, "TABLE relied_translations") == 0
        for table in ("translation_requests", "replies", "engine_choices"):
            assert refused(connection, f"TABLE {table}"), table
    send = "UPDATE translations SET approved_at = %s WHERE of_kind = 'reply' AND case_id = %s"
    apart.administrator.execute(send, ("2026-10-01", theirs.case))
    with door(apart.addresses, "public", case_id=theirs.case) as connection:
        assert kinds_seen(connection, theirs.case) == {"account", "message", "reply"}


@pytest.mark.parametrize(
    "query",
    [
        "UPDATE translations SET replaced_at = now()",
        "UPDATE translation_disputes SET settled_at = now()",
        "DELETE FROM translation_disputes",
        "INSERT INTO translations SELECT * FROM translations",
        "INSERT INTO relied_translations SELECT * FROM relied_translations",
    ],
)
def test_the_public_door_writes_disputes_and_changes_nothing(
    apart: Moving, theirs: Rows, query: str
):
    with door(apart.addresses, "public", case_id=theirs.case) as connection:
        assert refused(connection, query)


@pytest.mark.parametrize("column", ["sealed_text", "maker", "engine", "staff_id", "made_at"])
def test_not_even_the_office_changes_what_a_version_says_and_who_made_it(
    apart: Moving, theirs: Rows, column: str
):
    with door(apart.addresses, "desk", organisation=theirs.organisation) as connection:
        assert refused(connection, CHANGE.format(f"{column} = {column}"))
        assert refused(connection, "DELETE FROM translations")


def test_an_office_switches_only_its_own_engine(apart: Moving, theirs: Rows):
    with door(apart.addresses, "desk", organisation=uuid4()) as connection:
        assert reached(connection, "UPDATE engine_choices SET active = true") == 0
    with door(apart.addresses, "desk", organisation=theirs.organisation) as connection:
        assert reached(connection, "UPDATE engine_choices SET active = true") == 1
