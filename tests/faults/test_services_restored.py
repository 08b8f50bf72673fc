"""The machine of services apart is lost: docs/operating.md brings the same case back elsewhere."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.api import call, file_by_program
from tests.factories.services import PUBLIC, Services, no_services_yet
from tests.faults.test_services_apart import browser

pytestmark = pytest.mark.battery("T8")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Services]:
    with no_services_yet(tmp_path / "new") as empty:
        yield empty


def lose(services: Services, elsewhere: Services) -> str:
    """The folder that was saved, under the passphrase that was on paper."""
    services.once("operator", "backup", "/backups")
    passphrase = (services.folder / "secrets" / "backup_passphrase").read_text("utf-8")
    (elsewhere.folder / "secrets" / "backup_passphrase").write_text(passphrase, "utf-8")
    return str(services.folder / "shared")


async def test_the_same_case_is_served_by_services_elsewhere(
    services: Services, office: str, elsewhere: Services
):
    async with browser(services, "public", PUBLIC) as person:
        filed = await file_by_program(person)
    lost, secrets = lose(services, elsewhere), elsewhere.folder / "secrets"
    refused = elsewhere.run("operator", "restore", lost)
    assert refused.returncode == 1, "the new machine's own key lies there"
    given = {"SUARA_MASTER_KEY_FILE": str(secrets / "restored_key")}
    said = elsewhere.once("operator", "restore", lost, **given)
    assert "cases were opened with the restored keys" in said
    (secrets / "restored_key").replace(secrets / "master_key")
    assert elsewhere.once("migrate") == "The database is up to date.\n"
    for name in ("public", "desk"):
        elsewhere.start(name)
        elsewhere.wait_for(name)
    async with browser(elsewhere, "public", PUBLIC) as person:
        answer = await call(person, "/follow", {"receipt_code": filed["receipt_code"]})
    assert json.loads(answer.text)["reference"] == filed["reference"]
    assert "fits its" in elsewhere.once("operator", "audit", "verify")
