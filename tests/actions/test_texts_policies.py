"""Texts that staff write: everybody reads what is public, only an organisation's people write."""

import psycopg
import pytest

from backend.accounts.actions.organisations import NewOrganisation
from backend.database.addresses import Addresses
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.rows import insert
from tests.factories.worlds import a_template

WRITES = {
    "another's name": "UPDATE organisation_texts SET text = 'x' WHERE organisation_id = %(other)s",
    "a notice of another's": "INSERT INTO organisation_texts VALUES"
    " (%(other)s, 'notice', 'en', 'x', 1, NULL)",
    "a name taken away": "DELETE FROM organisation_texts WHERE organisation_id = %(mine)s",
    "another's reply": "UPDATE reply_template_texts SET text = 'x' WHERE template_id = %(theirs)s",
    "a text into another's reply": "INSERT INTO reply_template_texts VALUES"
    " (%(theirs)s, %(mine)s, 'text', 'th', 'x', 1, NULL)",
    "a reply in another's name": "INSERT INTO reply_templates VALUES"
    " (gen_random_uuid(), %(other)s, NULL, NULL, NULL, gen_random_uuid(), now(), NULL)",
    "another's reply retired": "UPDATE reply_templates SET retired_at = now()"
    " WHERE id = %(theirs)s",
    "a reply given away": "UPDATE reply_templates SET organisation_id = %(other)s",
}
READS = ("reply_templates", "reply_template_texts")


@pytest.fixture(scope="module")
async def offices(
    tools: Tools, administrator: psycopg.Connection
) -> tuple[NewOrganisation, NewOrganisation, dict[str, object]]:
    mine, other = [await an_organisation(tools.engine, tools.keyring.master) for _ in range(2)]
    theirs = a_template(administrator, other.id, "theirs")
    a_template(administrator, mine.id, "mine")
    return mine, other, {"mine": mine.id, "other": other.id, "theirs": theirs}


@pytest.mark.parametrize("what", WRITES)
def test_a_desk_cannot_write(what: str, database: Addresses, offices):
    mine, _, facts = offices
    with psycopg.connect(database.desk) as connection:
        connection.execute(f"SET LOCAL suara.organisation = '{mine.id}'")
        try:
            changed = connection.execute(WRITES[what], facts).rowcount
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ForeignKeyViolation):
            changed = 0
    assert changed == 0


@pytest.mark.parametrize("table", READS)
def test_a_desk_reads_its_own_replies_only_and_the_public_door_none(
    table: str, database: Addresses, offices
):
    mine, _, _ = offices
    query = f"SELECT DISTINCT organisation_id FROM {table}"  # noqa: S608 - ours
    with psycopg.connect(database.desk) as connection:
        assert connection.execute(query).fetchall() == []
        connection.execute(f"SET LOCAL suara.organisation = '{mine.id}'")
        assert connection.execute(query).fetchall() == [(mine.id,)]
    with (
        psycopg.connect(database.public) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(query)


def test_names_and_notices_are_read_by_everybody(
    database: Addresses, administrator: psycopg.Connection, offices
):
    _, other, _ = offices
    notice = {"organisation_id": other.id, "field": "notice", "locale": "en", "of_version": 1}
    insert(administrator, "organisation_texts", notice | {"text": "Closed today"})
    query = "SELECT field FROM organisation_texts WHERE organisation_id = %s ORDER BY field"
    for address in (database.public, database.desk):
        with psycopg.connect(address) as connection:
            found = connection.execute(query, (other.id,)).fetchall()
        assert [field for (field,) in found] == ["name", "notice"]
