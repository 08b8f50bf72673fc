"""The functions that may more than their caller, called with the ids of others."""

from uuid import UUID, uuid4

import pytest

from tests.factories.databases import Moving
from tests.factories.doors import door, reached, refused
from tests.factories.rows import Rows, a_case_with_owner, insert

pytestmark = [pytest.mark.battery("T3b"), pytest.mark.usefixtures("statements_counted")]


@pytest.fixture(scope="module")
def theirs(apart: Moving) -> Rows:
    return a_case_with_owner(apart.administrator)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM cases_with('{7}')",
        "SELECT * FROM cases_with('{7}', 5)",
        "SELECT * FROM tokens_held('{7,8}')",
        "SELECT * FROM cases_among('{%s}', '{7}')",
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
