"""Settings: the table of the operator's guide, and what a wrong one says."""

import re
from pathlib import Path

import pytest

from backend.database.addresses import AddressNotSet, address_of_door
from backend.settings import NOT_OURS, PREFIX, Settings
from tests.factories.commands import suara

GUIDE = Path(__file__).parents[2] / "docs" / "operating.md"
_ROW = re.compile(r"^\| `(SUARA_\w+)` \| (?:`(.*?)`)? \| (.*) \|$", re.MULTILINE)


def _shown(default: object) -> str:
    if default in (None, []):
        return ""
    return str(default).lower() if isinstance(default, bool) else str(default)


def test_the_table_of_the_guide_is_that_of_the_settings():
    written = {
        name: (default, words) for name, default, words in _ROW.findall(GUIDE.read_text("utf-8"))
    }
    real = {
        f"{PREFIX}{name.upper()}": (_shown(field.default), field.description)
        for name, field in Settings.model_fields.items()
    }
    assert written == real
    assert not NOT_OURS & real.keys()


WRONG = [
    ("workers", "many"), ("workers", "0"), ("rate_filing", "-1"), ("rate_limits", "perhaps"),
    ("public_origin", "suara.example"), ("public_origin", "https://suara.example/path"),
    ("desk_origin", "ftp://x"), ("database_url", "mysql://geheim@host/x"),
    ("smtp_url", "http://geheim@host"), ("trusted_proxies", "10.0.0.0/99"),
    ("mail_from", "geheim"), ("mail_from", "Suara <a@b.example>\nBcc: x@y.example"),
    ("report_lag_days", "soon"), ("log_level", "loud"), ("files_url", "geheim"),
    ("demonstration", "maybe"), ("backup_days", "0"), ("unknown_setting", "1"),
    ("translation_engine_url", "http://translate.example/geheim"),
    ("translation_engine_url", "https://suara:geheim@translate.example"),
    ("translation_engine", "../geheim"), ("translation_engine", "wire"),
    ("translation_engine", "__init__"), ("metrics_address", "9464"),
    ("metrics_address", "geheim:9464"), ("metrics_address", "127.0.0.1:99999"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_setting_stops_the_start_with_one_line_that_names_it(
    tmp_path: Path, name: str, value: str
):
    said = suara("serve", **({"data_dir": str(tmp_path / "data")} | {name: value}))
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert f"{PREFIX}{name.upper()}" in said.err
    assert "geheim" not in said.err
    assert not (tmp_path / "data").exists()


def test_some_of_four_addresses_are_not_enough(tmp_path: Path):
    one = "postgresql://suara_owner:geheim@host/suara"
    said = suara("serve", data_dir=str(tmp_path / "data"), database_url=one)
    assert said.code == 2
    assert "SUARA_DATABASE_PUBLIC_URL: set all four addresses, or none" in said.err
    assert "geheim" not in said.err


@pytest.mark.parametrize("own", ["public", "desk", "worker"])
def test_a_service_apart_knows_its_own_address_and_no_other(own: str):
    apart = Settings(**{f"database_{own}_url": f"postgresql://suara_{own}:x@host/suara"})
    assert address_of_door(apart, own) == f"postgresql+psycopg://suara_{own}:x@host/suara"
    for other in {"owner", "public", "desk", "worker"} - {own}:
        with pytest.raises(AddressNotSet):
            address_of_door(apart, other)


def test_what_needs_more_than_the_own_address_says_so(tmp_path: Path):
    one = "postgresql://suara_public:geheim@host/suara"
    for command, missing in (("migrate", "URL"), ("worker", "WORKER_URL")):
        said = suara(command, data_dir=str(tmp_path / "data"), database_public_url=one)
        assert said.code == 1
        assert f"SUARA_DATABASE_{missing} is not set" in said.err
        assert "geheim" not in said.err


def test_secret_settings_may_lie_in_files(tmp_path: Path):
    (tmp_path / "suara_smtp_url").write_text("http://geheim@host\n", encoding="utf-8")
    said = suara("serve", data_dir=str(tmp_path / "data"), secrets_dir=str(tmp_path))
    assert said.code == 2
    assert "SUARA_SMTP_URL" in said.err
    assert "geheim" not in said.err


def test_a_folder_of_secrets_that_is_not_there_is_named(tmp_path: Path):
    said = suara("serve", data_dir=str(tmp_path / "data"), secrets_dir=str(tmp_path / "none"))
    assert said.code == 2
    assert said.err.startswith("SUARA_SECRETS_DIR: ")


@pytest.mark.parametrize(
    "address", ["https://translate.example", "http://127.0.0.1:5000", "http://libretranslate:5000"]
)
def test_an_engine_may_speak_plain_http_in_the_house_only(address: str):
    assert Settings(translation_engine_url=address).translation_engine_url == address
