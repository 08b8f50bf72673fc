"""Every table is under a row policy or says here why it needs none; who has what is one list."""

import os
from pathlib import Path

import psycopg
import pytest

from backend.all_tables import METADATA

pytestmark = pytest.mark.battery("T3b")
GOLDEN = Path(__file__).parent / "golden" / "grants.txt"
#: Tables without a row policy, and why none is needed.
OPEN = {
    "organisations": "no case data; routing and sign-in read it before anybody is told",
    "staff": "no case data; sign-in reads it before an organisation is told; desk only",
    "invitations": "hashes of codes; read before an organisation is told; desk only",
    "staff_sessions": "hashes of tokens; read before an organisation is told; desk only",
    "second_factors": "sealed secrets; read before an organisation is told; desk only",
    "resets": "hashes of codes; read before an organisation is told; desk only",
    "identity_providers": "no case data; read before an organisation is told; desk only",
    "identities": "names at providers; read before an organisation is told; desk only",
    "sign_ins_elsewhere": "hashes of keys; read before an organisation is told; desk only",
    "proclaimed_days": "no case data; for every office of the place",
    "rate_counters": "counts under a network's keyed hash, of today, tied to no case",
    "rate_keys": "the key of today",
    "backups": "when copies were made, and in which folder",
    "seals": "hashes over the record; no door but the worker's writes it",
    "unsealed_events": "ids of events that no seal covers yet",
    "reference_version": "one random mark",
    "alembic_version": "the number of the newest migration",
    "procrastinate_jobs": "ids only; the doors may add and not read",
    "procrastinate_events": "times of jobs; the doors may add and not read",
    "procrastinate_periodic_defers": "times of periodic jobs; the worker's",
    "procrastinate_workers": "heartbeats; the worker's",
}
#: A table with one of these has case data, whatever is said above.
MARKS = {"case_id", "parties", "handler_id", "receipt", "code_hash"}
RELATIONS = """
SELECT relname, relkind, relrowsecurity, relforcerowsecurity, reloptions FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
"""
GRANTS = """
SELECT relname, replace(coalesce(grantee::regrole::text, 'PUBLIC'), 'suara_', ''), privilege, ''
FROM (SELECT relname, NULLIF(x.grantee, 0) AS grantee, x.privilege_type AS privilege
  FROM pg_class, aclexplode(relacl) x
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')) whole
UNION ALL SELECT relname, replace(x.grantee::regrole::text, 'suara_', ''), x.privilege_type,
  ' (' || string_agg(attname, ' ' ORDER BY attname) || ')'
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid, aclexplode(attacl) x
WHERE relnamespace = 'public'::regnamespace AND NOT attisdropped
GROUP BY relname, x.grantee, x.privilege_type
"""
DEFINERS = """
SELECT proname, coalesce(array_to_string(proconfig, ','), ''), has_function_privilege('public', oid,
  'EXECUTE') FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
"""


@pytest.fixture(scope="module")
def relations(administrator: psycopg.Connection) -> dict[str, tuple]:
    return {row[0]: row[1:] for row in administrator.execute(RELATIONS)}


def uncovered(relations: dict[str, tuple]) -> set[str]:
    tables = {name for name, (kind, *_) in relations.items() if kind in "rp"}
    return {name for name in tables if not relations[name][1]} - OPEN.keys()


def test_each_table_has_a_row_policy_or_a_reason(relations: dict[str, tuple]):
    assert uncovered(relations) == set()
    assert OPEN.keys() <= relations.keys(), "a table that is gone is still excused"
    under_policy = {name for name in OPEN if relations[name][1]}
    assert under_policy == set(), "excused, and under a policy all the same"


def test_a_new_table_is_noticed(relations: dict[str, tuple]):
    assert uncovered(relations | {"new": ("r", False, False, None)}) == {"new"}


def test_no_table_with_case_data_is_excused():
    for name in OPEN.keys() & METADATA.tables.keys():
        columns = set(METADATA.tables[name].columns.keys())
        assert columns & MARKS == set(), name


def test_each_policy_table_has_a_policy_for_whoever_has_a_grant(
    administrator: psycopg.Connection, relations: dict[str, tuple]
):
    """A grant without a policy is a grant of nothing: one of the two is a mistake."""
    policies = {
        (table, role)
        for table, roles in administrator.execute("SELECT tablename, roles FROM pg_policies")
        for role in roles
    }
    granted = {
        (table, f"suara_{role}")
        for table, role, *_ in administrator.execute(GRANTS)
        if role in {"public", "desk", "worker"} and relations[table][1]
    }
    assert granted - policies == set()


def test_policies_read_the_row_and_what_was_told_and_nothing_else(
    administrator: psycopg.Connection,
):
    """A policy with a subquery runs it for each row, and shows what the other table hides."""
    policies = "SELECT tablename, policyname, coalesce(qual, '') || coalesce(with_check, '')"
    for table, policy, words in administrator.execute(policies + " FROM pg_policies"):
        assert "SELECT" not in words.upper(), (table, policy)


def test_views_look_with_the_eyes_of_whoever_asks(relations: dict[str, tuple]):
    for name, (kind, _, _, options) in relations.items():
        assert kind not in {"m", "f"}, f"{name} would be under no policy"
        assert kind != "v" or "security_invoker=true" in (options or []), name


def test_row_policies_are_not_forced_upon_the_owner(relations: dict[str, tuple]):
    """Forced, migrations of data and pg_dump would silently see nothing."""
    assert [name for name, (_, _, forced, _) in relations.items() if forced] == []


def test_functions_that_may_more_have_a_fixed_path_and_are_not_for_everybody(
    administrator: psycopg.Connection,
):
    found = administrator.execute(DEFINERS).fetchall()
    triggers = {"event_waits"}  # cannot be called
    assert {"cases_with", "share_with_owner", "end_sharing"} <= {name for name, *_ in found}
    for name, path, everybody in found:
        assert path == "search_path=pg_catalog, public, pg_temp", name
        assert not everybody or name in triggers, name


def test_roles_have_no_memberships_and_no_powers(administrator: psycopg.Connection):
    powers = """SELECT count(*) FILTER (WHERE rolsuper OR rolbypassrls OR rolcreaterole
      OR rolcreatedb OR rolreplication), count(*) FROM pg_roles WHERE rolname ~ '^suara_[opdw]'"""
    assert administrator.execute(powers).fetchone() == (0, 4)
    members = "SELECT count(*) FROM pg_auth_members WHERE member::regrole::text ~ '^suara_[opdw]'"
    assert administrator.execute(members).fetchone() == (0,)


def test_who_has_what_is_the_golden_list(administrator: psycopg.Connection):
    held: dict[str, list[str]] = {}
    for table, role, privilege, columns in sorted(administrator.execute(GRANTS)):
        if role != "owner":
            held.setdefault(f"{table}  {role}", []).append(f"{privilege}{columns}")
    text = "".join(f"{who}  {', '.join(what)}\n" for who, what in held.items())
    if os.environ.get("GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")
