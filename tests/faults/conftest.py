"""A whole installation of services apart, for the tests that look at it from several sides."""

from collections.abc import Iterator

import pytest

from tests.factories.services import Services, the_services


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with the_services(tmp_path_factory.mktemp("services")) as running:
        yield running


@pytest.fixture(scope="session")
def office(services: Services) -> str:
    """Its caseworker's invitation; made by the commands of the operator's service."""
    add = ("organisation", "add", "office", "--name", "en=Office", "--intake")
    services.once("operator", *add)
    who = ("staff", "add", "may@example.org", "May", "--organisation", "office")
    return services.once("operator", *who, "--role", "caseworker").split()[-1]
