"""``suara database``: addresses that connect as the role, and the SQL for an administrator."""

import psycopg
import pytest

from backend.app import Installation
from backend.database.addresses import ROLES, Addresses
from tests.factories.commands import suara, variables_of


@pytest.mark.parametrize("role", ROLES)
def test_an_address_connects_as_its_role(
    database: Addresses, installation: Installation, role: str
):
    here = variables_of(database, installation.settings)
    said = suara("database", "url", "--role", role, **here)
    assert (said.code, said.err) == (0, "")
    with psycopg.connect(said.out.strip()) as connection:
        assert connection.execute("SELECT current_user").fetchone() == (f"suara_{role}",)


def test_an_address_without_a_database_is_refused_in_one_line(tmp_path):
    said = suara("database", "url", "--role", "owner", data_dir=str(tmp_path))
    assert said.code == 1
    assert said.err.startswith("There is no database yet.")
    assert said.err.count("\n") == 1


def test_the_sql_for_an_administrator_makes_four_roles_without_powers(tmp_path):
    said = suara("database", "roles", data_dir=str(tmp_path))
    assert said.code == 0
    for role in ROLES:
        assert f'CREATE ROLE "suara_{role}" LOGIN NOSUPERUSER NOCREATEDB' in said.out
    assert said.out.count("NOBYPASSRLS") == len(ROLES)
    memberships = [line for line in said.out.splitlines() if line.startswith('GRANT "suara_')]
    assert memberships == []
