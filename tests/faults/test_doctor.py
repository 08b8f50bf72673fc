"""The doctor on broken installations: what is wrong, what to do, and never a traceback."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from backend.app import Installation
from backend.database.addresses import Addresses
from backend.database.embedded import EmbeddedServer
from tests.factories.commands import Said, suara, variables_of
from tests.factories.ports import free_port
from tests.factories.translation_engine import a_translation_engine


def verdicts(said: Said) -> dict[str, str]:
    """What is said of each check; every line has the same shape."""
    found = {}
    for line in said.out.splitlines():
        verdict, _, rest = line.partition(" ")
        assert verdict in {"good", "note", "bad", "later"}, said.out
        name, _, words = rest.strip().partition(": ")
        found[name] = f"{verdict} {words}"
    assert "Traceback" not in said.out + said.err
    assert said.err == ""
    return found


@pytest.fixture
def here(
    database: Addresses, installation: Installation, administrator: psycopg.Connection
) -> dict[str, str]:
    """Backed up today: other tests have filed complaints that would be lost."""
    administrator.execute(
        "INSERT INTO backups (id, made_at, size, folder, name)"
        " VALUES (gen_random_uuid(), now(), 1, '/backups', gen_random_uuid()::text)"
    )
    return variables_of(database, installation.settings)


@pytest.fixture
def letterless(server: EmbeddedServer, database: Addresses) -> Iterator[str]:
    """The address of a database that cannot tell letters of other scripts."""
    del database
    with psycopg.connect(f"{server.administrator}/postgres", autocommit=True) as connection:
        connection.execute(
            "CREATE DATABASE letterless OWNER suara_owner TEMPLATE template0 ENCODING 'UTF8'"
            " LC_COLLATE 'C' LC_CTYPE 'C' LOCALE_PROVIDER libc"
        )
        yield "letterless"
        connection.execute("DROP DATABASE letterless")


def test_what_stands_is_found_good(here: dict[str, str]):
    said = suara("doctor", **here)
    found = verdicts(said)
    assert [line for line in found.values() if line.startswith(("bad", "later"))] == []
    assert found["mail"].startswith("note SUARA_SMTP_URL is not set")
    assert said.code == 0


def test_an_empty_folder_is_told_how_to_begin(tmp_path: Path):
    said = suara("doctor", data_dir=str(tmp_path))
    found = verdicts(said)
    assert found["database"].startswith("bad There is no database yet. Start `suara serve`")
    assert found["roles"].startswith("later ")
    assert "the first `suara serve` makes it" in found["master key"]
    assert said.code == 1


def test_a_wrong_setting_is_named_once(tmp_path: Path):
    said = suara("doctor", data_dir=str(tmp_path), workers="many")
    found = verdicts(said)
    assert found["settings"].startswith("bad SUARA_WORKERS")
    assert said.out.count("SUARA_WORKERS") == 1
    assert found["database"].startswith("later ")
    assert found["requirements"].startswith("good")


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path):
    a_file = tmp_path / "file"
    a_file.write_text("", encoding="utf-8")
    for folder in (a_file / "data", Path("/proc/nowhere")):
        found = verdicts(suara("doctor", data_dir=str(folder)))
        assert found["data folder"].startswith("bad ")
        assert "SUARA_DATA_DIR" in found["data folder"]
        assert found["disk"].startswith("later ")


def test_a_database_that_does_not_answer_is_said_without_its_password(here: dict[str, str]):
    nobody = f"postgresql://suara_owner:geheim@127.0.0.1:{free_port()}/suara"
    said = suara("doctor", **(here | {"database_url": nobody}))
    assert verdicts(said)["database"].startswith("bad The database does not answer")
    assert "geheim" not in said.out


def test_a_cluster_that_knows_no_letters_is_refused(here: dict[str, str], letterless: str):
    address = here["database_url"].rpartition("/")[0]
    said = suara("doctor", **(here | {"database_url": f"{address}/{letterless}"}))
    assert "a locale that knows letters" in verdicts(said)["locale"]
    assert said.code == 1


def test_a_door_that_owns_the_tables_is_refused(here: dict[str, str]):
    mighty = here | {"database_public_url": here["database_url"]}
    assert "owns tables" in verdicts(suara("doctor", **mighty))["roles"]


def test_a_master_key_that_is_missing_or_open_to_all_is_said(
    here: dict[str, str], installation: Installation, tmp_path: Path
):
    key = tmp_path / "master.key"
    gone = here | {"master_key_file": str(key)}
    assert f"bad {key} is missing" in verdicts(suara("doctor", **gone))["master key"]
    key.write_bytes(installation.settings.key_file.read_bytes())
    key.chmod(0o644)
    assert f"run `chmod 600 {key}`" in verdicts(suara("doctor", **gone))["master key"]
    key.chmod(0o600)
    for part in ("no key", key.read_text("ascii")[:40]):
        key.write_text(part, encoding="ascii")
        assert "holds no master key" in verdicts(suara("doctor", **gone))["master key"]


def test_a_mail_server_that_does_not_answer_is_said_without_its_password(here: dict[str, str]):
    nobody = f"smtp://suara:geheim@127.0.0.1:{free_port()}"
    said = suara("doctor", **here, smtp_url=nobody)
    assert "see SUARA_SMTP_URL" in verdicts(said)["mail"]
    assert "geheim" not in said.out


def test_an_engine_is_asked_for_its_languages_and_for_nothing_else(here: dict[str, str]):
    with a_translation_engine() as engine:
        found = verdicts(suara("doctor", **here, translation_engine_url=engine.url))
        assert found["translation engine"].startswith("good answers; offers en, fil, id, km,")
        assert found["translation engine"].endswith("not tet.")
        assert [path for path, _ in engine.requests] == ["/languages"]
    gone = suara("doctor", **here, translation_engine_url=engine.url)
    assert verdicts(gone)["translation engine"].startswith("bad no list of languages (engine_away)")
    assert gone.code == 1


def test_missing_fonts_are_named(here: dict[str, str], tmp_path: Path):
    """fc-list finds none with a configuration that names no folder."""
    nothing = tmp_path / "fonts.conf"
    nothing.write_text("<fontconfig></fontconfig>", encoding="utf-8")
    os.environ["FONTCONFIG_FILE"] = str(nothing)
    try:
        said = suara("doctor", **here)
    finally:
        del os.environ["FONTCONFIG_FILE"]
    assert verdicts(said)["fonts"].startswith("note ")
    assert said.code == 0
