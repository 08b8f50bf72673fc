"""What somebody tries who has the password of a door and knows SQL."""

from uuid import uuid4

import pytest
from psycopg import sql
from psycopg.errors import DatabaseError

from backend.all_tables import METADATA
from backend.database.addresses import ROLES
from tests.factories.databases import Moving
from tests.factories.doors import DOORS, door, reached, refused
from tests.factories.rows import Rows, a_case_with_owner, a_row, insert

pytestmark = [pytest.mark.battery("T3b"), pytest.mark.usefixtures("statements_counted")]
MAKE_OBJECTS = [
    "CREATE TABLE public.mine (a int)",
    "CREATE TEMP TABLE mine (a int)",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION public.told(a text) RETURNS text LANGUAGE sql RETURN 'x'",
    "CREATE FUNCTION pg_temp.told(a text) RETURNS text LANGUAGE sql RETURN 'x'",
    "CREATE OPERATOR public.= (LEFTARG = uuid, RIGHTARG = uuid, FUNCTION = uuid_eq)",
    "CREATE VIEW public.mine AS SELECT * FROM cases",
    "CREATE OR REPLACE FUNCTION told(name text) RETURNS text LANGUAGE sql STABLE RETURN 'x'",
    "CREATE TRIGGER mine BEFORE INSERT ON notes EXECUTE FUNCTION events_stay()",
    "CREATE POLICY mine ON cases USING (true)",
    "CREATE EXTENSION dblink",
    "CREATE ROLE mine",
]
LOOSEN = [
    "ALTER TABLE cases DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE cases OWNER TO CURRENT_USER",
    "ALTER TABLE events DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "ALTER ROLE CURRENT_USER BYPASSRLS",
    "ALTER FUNCTION cases_with SET search_path = public",
    "DROP POLICY read ON cases",
]
LEAVE = [
    "COPY cases TO PROGRAM 'cat'",
    "COPY cases TO '/tmp/cases'",
    "COPY notes FROM '/etc/passwd'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('/')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT rolpassword FROM pg_authid",
    "SELECT * FROM pg_statistic",
]


@pytest.fixture(scope="module")
def theirs(apart: Moving) -> Rows:
    return a_case_with_owner(apart.administrator)


@pytest.mark.parametrize("role", DOORS)
@pytest.mark.parametrize("statement", MAKE_OBJECTS + LOOSEN + LEAVE)
def test_a_door_makes_nothing_loosens_nothing_and_reads_no_file(
    apart: Moving, role: str, statement: str
):
    with door(apart.addresses, role, organisation=uuid4()) as connection:
        assert refused(connection, statement), statement


@pytest.mark.parametrize("role", DOORS)
@pytest.mark.parametrize("other", [*ROLES, "administrator"])
def test_a_door_does_not_become_another(apart: Moving, role: str, other: str):
    if role == other:
        pytest.skip("it is that one")
    for words in ("SET ROLE suara_{}", "SET SESSION AUTHORIZATION suara_{}"):
        with door(apart.addresses, role) as connection:
            assert refused(connection, words.format(other))


@pytest.mark.parametrize("role", [*DOORS, "owner"])
@pytest.mark.parametrize("table", ["events", "seals"])
def test_the_record_is_only_added_to(apart: Moving, theirs: Rows, table: str, role: str):
    told = {"organisation": theirs.organisation, "case_id": theirs.case}
    for words in ("UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
        with door(apart.addresses, role, **told) as connection:
            if role == "owner":
                insert(connection, table, a_row(METADATA.tables[table], theirs))
            assert refused(connection, words.format(table)), words


@pytest.mark.parametrize("column", ["parties", "handler_id", "owner_id", "filed_at", "commitment"])
def test_not_even_the_handler_changes_whose_case_it_is(apart: Moving, theirs: Rows, column: str):
    with door(apart.addresses, "desk", organisation=theirs.organisation) as connection:
        query = sql.SQL("UPDATE cases SET {0} = {0}").format(sql.Identifier(column))
        assert refused(connection, query)


def test_the_owner_of_the_system_sees_the_case_but_decides_nothing(apart: Moving, theirs: Rows):
    for stage in ("in_assessment", "awaiting_organisation"):
        apart.administrator.execute(
            "UPDATE cases SET stage = %s WHERE id = %s", (stage, theirs.case)
        )
        with door(
            apart.addresses, "desk", organisation=theirs.made["cases"]["owner_id"]
        ) as connection:
            assert reached(connection, "SELECT 1 FROM cases") == 1
            assert reached(connection, "UPDATE cases SET outcome = 'upheld'") == 0
            assert reached(connection, "UPDATE cases SET severity = 'S1'") == 0
            for table in ("messages", "notes", "events", "contacts", "decisions"):
                assert reached(connection, f"TABLE {table}") == 0, table


@pytest.mark.parametrize(
    "condition",
    ["1 / (size - size) > 0", "reference::int > 0", "cast(reference || country as int) = 1"],
)
def test_an_error_in_a_condition_tells_nothing_of_hidden_rows(
    apart: Moving, theirs: Rows, condition: str
):
    """A condition runs on rows that the policy lets through, and on no other."""
    query = sql.SQL("SELECT 1 FROM cases WHERE {}").format(sql.SQL(condition))
    for role, told in (("desk", {"organisation": uuid4()}), ("public", {"case_id": uuid4()})):
        with door(apart.addresses, role, **told) as connection:
            assert connection.execute(query).fetchall() == []
    with (
        door(apart.addresses, "desk", organisation=theirs.organisation) as connection,
        pytest.raises(DatabaseError),
    ):
        connection.execute(query)


def test_policies_are_not_switched_off_by_a_setting(apart: Moving, theirs: Rows):
    with door(apart.addresses, "desk", organisation=theirs.organisation) as connection:
        connection.execute("SET LOCAL row_security = off")
        assert refused(connection, "SELECT 1 FROM cases")


def test_a_path_that_is_searched_first_changes_no_function(apart: Moving, theirs: Rows):
    with door(apart.addresses, "desk", organisation=uuid4()) as connection:
        connection.execute("SET LOCAL search_path = pg_temp, pg_catalog, public")
        found = connection.execute("SELECT public.cases_with('{7}')").fetchall()
        assert (theirs.case,) not in found


@pytest.mark.parametrize("role", ["desk", "worker"])
@pytest.mark.parametrize(
    ("attempt", "frozen"),
    [
        ("UPDATE publications SET figures = '{\"a\": 1}'", True),
        ("UPDATE publications SET published_on = now()", True),
        ("UPDATE publications SET slug = 'other'", True),
        ("DELETE FROM publications", True),
        ("UPDATE publications SET figures = NULL, replaced_on = now(), state = 'replaced'", False),
    ],
)
def test_a_published_report_is_frozen_and_a_draft_is_not(
    apart: Moving, theirs: Rows, role: str, attempt: str, frozen: bool
):
    office, number = theirs.organisation, theirs.made["publications"]["id"]
    only = sql.SQL("{} WHERE id = {}").format(sql.SQL(attempt), sql.Literal(number))
    for day in (None, "2026-10-01"):
        with apart.administrator.transaction():
            apart.administrator.execute("SET LOCAL session_replication_role = replica")
            publish = "UPDATE publications SET published_on = %s, figures = '{}' WHERE id = %s"
            apart.administrator.execute(publish, (day, number))
        with door(apart.addresses, role, organisation=office) as connection:
            connection.execute("DELETE FROM publication_texts WHERE publication_id = %s", (number,))
            assert refused(connection, only) is (frozen and day is not None)


@pytest.mark.parametrize("role", ["public", "desk"])
def test_facts_are_for_the_worker_alone(apart: Moving, theirs: Rows, role: str):
    with door(apart.addresses, role, organisation=theirs.organisation) as connection:
        for words in ("SELECT 1 FROM {}", "INSERT INTO {} DEFAULT VALUES", "DELETE FROM {}"):
            assert refused(connection, words.format("facts"))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1 FROM staff", "SELECT 1 FROM staff_sessions", "SELECT 1 FROM invitations",
        "SELECT sealed_private_key FROM organisations", "SELECT 1 FROM notes",
        "SELECT sealed_search_key FROM organisations", "SELECT * FROM organisations",
        "UPDATE organisations SET public_key = ''", "SELECT 1 FROM inquiries",
        "SELECT sealed_email FROM contacts", "SELECT 1 FROM events", "SELECT 1 FROM outbox",
        "INSERT INTO staff DEFAULT VALUES", "SELECT args FROM procrastinate_jobs",
        "UPDATE procrastinate_jobs SET priority = 9", "SELECT 1 FROM alembic_version",
    ],
)  # fmt: skip
def test_the_public_door_knows_nothing_of_staff_keys_notes_and_jobs(
    apart: Moving, theirs: Rows, query: str
):
    with door(apart.addresses, "public", case_id=theirs.case) as connection:
        assert refused(connection, query)


@pytest.mark.parametrize("role", ["public", "desk"])
def test_a_door_enqueues_and_does_no_more_with_the_queue(apart: Moving, role: str):
    job = "INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', %s)"
    with door(apart.addresses, role) as connection:
        assert reached(connection, job, ("grievances.take_in",)) == 1
        assert refused(connection, job, ("reports.compose",)) is (role == "public")
        assert refused(connection, "DELETE FROM procrastinate_jobs")
        assert refused(connection, "SELECT args FROM procrastinate_jobs")


def test_the_desk_changes_no_keys_of_organisations_and_no_words_of_others(
    apart: Moving, theirs: Rows
):
    with door(apart.addresses, "desk", organisation=uuid4()) as connection:
        assert refused(connection, "UPDATE organisations SET public_key = ''")
        assert refused(connection, "UPDATE organisation_texts SET organisation_id = NULL")
        assert connection.execute("SELECT 1 FROM organisation_texts").fetchall()
        assert connection.execute("UPDATE organisation_texts SET text = ''").rowcount == 0
