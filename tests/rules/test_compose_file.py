"""The container files: what they promise, held against the Compose specification's own schema."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from backend.settings import NOT_OURS, PREFIX, Settings
from tests.factories.services import compose

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "tests/fixtures/compose-spec/compose-spec.json").read_text("utf-8"))
FILE = compose()
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"].startswith("suara")]
ONCE = {"roles", "migrate", "operator"}


def faults_of(document: object) -> list[str]:
    validator = validator_for(SCHEMA, default=Draft202012Validator)(SCHEMA)
    return [fault.message for fault in validator.iter_errors(document)]


def test_the_file_is_as_the_specification_wants_it():
    assert faults_of(FILE) == []


def test_a_file_with_a_wrong_key_is_found_out():
    wrong = {"services": {"desk": SERVICES["desk"] | {"restarts": "always"}}}
    assert faults_of(FILE | wrong) != []


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_can_write_to_its_root_or_gain_a_power(name: str):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == ("no" if name in ONCE else "unless-stopped")
    assert "privileged" not in service


@pytest.mark.parametrize("name", OURS)
def test_ours_run_as_nobody_special_with_no_power_at_all(name: str):
    assert SERVICES[name]["user"] == "10001:10001"
    assert "cap_add" not in SERVICES[name]
    assert "ports" not in SERVICES[name]


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert "data" not in SERVICES["proxy"]["networks"]
    for name in ("public", "desk", "data", "metrics"):
        assert FILE["networks"][name]["internal"] is True


def test_each_service_has_its_own_secrets_and_no_others():
    addresses = [f"suara_database_{role}url" for role in ("", "public_", "desk_", "worker_")]
    having = {name: service.get("secrets", []) for name, service in SERVICES.items()}
    assert having["public"] == ["suara_database_public_url"]
    assert having["desk"] == ["suara_database_desk_url", "master_key"]
    assert having["worker"] == ["suara_database_worker_url", "master_key"]
    assert having["metrics"] == ["suara_database_worker_url"]
    assert having["migrate"] == addresses
    assert having["proxy"] == []
    assert set(FILE["secrets"]) == {name for names in having.values() for name in names}


def test_no_secret_stands_in_an_environment():
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert not name.endswith(("_PASSWORD", "_PASSPHRASE")), name
            assert "://suara_" not in value


def test_the_public_door_is_told_of_no_key():
    assert "SUARA_MASTER_KEY_FILE" not in SERVICES["public"]["environment"]
    assert SERVICES["public"]["command"][-2:] == ["--doors", "public"]


@pytest.mark.parametrize("name", OURS)
def test_every_setting_is_one_that_we_have(name: str):
    known = {f"{PREFIX}{setting.upper()}" for setting in Settings.model_fields} - NOT_OURS
    assert set(SERVICES[name].get("environment", {})) <= known | {"TMPDIR"}


def test_a_drill_has_more_room_than_the_memory_of_a_container():
    place = SERVICES["operator"]["environment"]["TMPDIR"]
    assert f"operator:{place}" in SERVICES["operator"]["volumes"]


def test_whoever_answers_says_whether_it_is_well():
    asked = {name: service.get("healthcheck", {}).get("test", []) for name, service in
             SERVICES.items()}  # fmt: skip
    for name in ("public", "desk"):
        assert "/readyz" in asked[name][-1]
    for name in ("database", "proxy", "metrics"):
        assert asked[name]


def test_the_image_runs_as_the_user_that_the_file_names():
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    assert "FROM python:3.13-slim" in lines
    assert [line for line in lines if line.startswith("USER ")][-1] == "USER 10001:10001"
    assert lines.index("USER 10001:10001") > lines.index("COPY workflows workflows")


def test_whoever_destroys_and_whoever_backs_up_share_the_ledger_of_erasures():
    for name in ("worker", "operator"):
        assert SERVICES[name]["environment"]["SUARA_ERASURE_LEDGER"].startswith("/ledger/")
        assert "ledger:/ledger" in SERVICES[name]["volumes"]
