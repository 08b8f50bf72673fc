"""What somebody tries who has the password of a door and knows SQL."""

from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import DatabaseError

from backend.all_tables import METADATA
from backend.app import Installation, create_app
from backend.database.addresses import ROLES, Addresses
from backend.database.doors import engine_for
from backend.sealing.tools import Tools
from backend.web.guard import DoorOwnsTables, refuse_owners_of_tables
from backend.worker import work
from tests.factories.databases import Moving
from tests.factories.doors import DOORS, door, reached, refused
from tests.factories.rows import Rows, a_row, insert, rows_of

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
    owner = uuid4()
    made = rows_of(apart.administrator, handler := uuid4())
    system = {"id": (system_id := uuid4()), "owner_id": owner, "slug": f"slug-{owner.hex}"}
    insert(
        apart.administrator,
        "organisations",
        made.made["organisations"] | {"id": owner, "slug": owner.hex},
    )
    insert(apart.administrator, "systems", made.made["systems"] | system)
    case = {"owner": owner, "parties": [handler, owner], "case": made.case, "system": system_id}
    query = """UPDATE cases SET owner_id = %(owner)s, parties = %(parties)s, system_id = %(system)s
      WHERE id = %(case)s"""
    apart.administrator.execute(query, case)
    tokens = "UPDATE case_tokens SET tokens = '{7}' WHERE case_id = %s"
    apart.administrator.execute(tokens, (made.case,))
    made.made["cases"] |= {"owner_id": owner}
    return made


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


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM cases_with('{7}')",
        "SELECT * FROM cases_with('{7}', 5)",
        "SELECT * FROM tokens_held('{7,8}')",
        "SELECT 1 WHERE case_holds('%s', '{7}')",
    ],
)
def test_search_gives_the_cases_of_the_told_organisation_only(
    apart: Moving, theirs: Rows, query: str
):
    query = query.replace("%s", str(theirs.case))
    for organisation, found in ((theirs.organisation, 1), (uuid4(), 0), ("", 0)):
        with door(apart.addresses, "desk", organisation=organisation) as connection:
            assert reached(connection, query) == found
            assert refused(connection, "SELECT 1 FROM case_tokens")
    with door(apart.addresses, "public", organisation=theirs.organisation) as connection:
        assert refused(connection, query)


def test_likeness_compares_with_cases_of_the_told_organisation_only(apart: Moving, theirs: Rows):
    """Two cases of theirs that share two tokens are like each other, for them alone."""
    (one, other), query = twins(apart, theirs), "SELECT * FROM cases_like('{}', '{{71,72}}', 9, 9)"
    asked = query.format(one)
    for organisation, found in ((theirs.organisation, 1), (uuid4(), 0), ("", 0)):
        with door(apart.addresses, "desk", organisation=organisation) as connection:
            assert reached(connection, asked) == found
    with door(apart.addresses, "public", organisation=theirs.organisation) as connection:
        assert refused(connection, asked)
    assert other != one


def twins(apart: Moving, theirs: Rows) -> list[UUID]:
    """Cases of the same organisation and language, with the same two tokens."""
    ids = [uuid4(), uuid4()]
    for case_id in ids:
        row = theirs.made["cases"] | {"id": case_id, "reference": case_id.hex[:12]}
        insert(apart.administrator, "cases", row)
        tokens = {"case_id": case_id, "organisation_id": theirs.organisation, "tokens": [71, 72]}
        insert(apart.administrator, "case_tokens", tokens)
    return ids


@pytest.mark.parametrize("who", ["owner", "stranger", "nobody"])
def test_only_the_handler_shares_a_case(apart: Moving, theirs: Rows, who: str):
    owner = theirs.made["cases"]["owner_id"]
    organisations = {"owner": owner, "stranger": uuid4(), "nobody": ""}
    share = "SELECT share_with_owner(%s, %s, '{}')"
    with door(apart.addresses, "desk", organisation=organisations[who]) as connection:
        assert refused(connection, share, (theirs.case, owner))
    with door(apart.addresses, "public", organisation=theirs.organisation) as connection:
        assert refused(connection, share, (theirs.case, owner))


def test_a_case_is_shared_with_the_owner_of_its_system_and_nobody_else(apart: Moving, theirs: Rows):
    share = "SELECT share_with_owner(%s, %s, '{}')"
    for other in (uuid4(), theirs.organisation):
        with door(apart.addresses, "desk", organisation=theirs.organisation) as connection:
            assert refused(connection, share, (theirs.case, other))
    with door(apart.addresses, "desk", organisation=theirs.organisation) as connection:
        assert not refused(connection, share, (theirs.case, theirs.made["cases"]["owner_id"]))


def test_only_handler_and_owner_end_the_sharing_and_the_owner_is_not_forgotten(
    apart: Moving, theirs: Rows
):
    """An owner that could forget itself would leave a case that waits for nobody."""
    owner = theirs.made["cases"]["owner_id"]
    tried = {(uuid4(), False): True, ("", False): True, (owner, True): True}
    tried |= {(owner, False): False, (theirs.organisation, True): False}
    for (told, forget), refusal in tried.items():
        with door(apart.addresses, "desk", organisation=told) as connection:
            query = "SELECT end_sharing(%s, %s)"
            assert refused(connection, query, (theirs.case, forget)) is refusal, (told, forget)


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


async def test_a_door_that_owns_tables_does_not_start(
    database: Addresses, installation: Installation, tools: Tools
):
    owner = engine_for(database.for_sqlalchemy("owner"))
    for engines in ({"public": owner}, {"desk": owner}):
        wrong = Installation(
            installation.settings, engines, installation.files, installation.keyring
        )
        app = create_app(frozenset(engines), wrong)
        with pytest.raises(DoorOwnsTables):
            async with app.router.lifespan_context(app):
                pass
    with pytest.raises(DoorOwnsTables):
        await work(Tools(owner, tools.keyring, tools.files, tools.settings), database.owner)
    await owner.dispose()


async def test_the_three_doors_start_until_one_may_become_the_owner(
    database: Addresses, administrator: psycopg.Connection
):
    for role in DOORS:
        engine = engine_for(database.for_sqlalchemy(role))
        await refuse_owners_of_tables(engine)
        administrator.execute(f"GRANT suara_owner TO suara_{role}")
        try:
            with pytest.raises(DoorOwnsTables):
                await refuse_owners_of_tables(engine)
        finally:
            administrator.execute(f"REVOKE suara_owner FROM suara_{role}")
        await engine.dispose()


def test_a_role_without_a_password_does_not_enter(apart: Moving):
    address = apart.addresses.desk.replace("suara_desk:", "suara_desk:wrong")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)
