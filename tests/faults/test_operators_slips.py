"""What operators do wrong at night: each slip is one line with what to do, and costs nothing."""

from pathlib import Path

import psycopg
import pytest

from backend.backup.actions.drilling import signed, signing_key
from backend.settings import Settings
from backend.supervisor.explaining import explained
from tests.factories.commands import Said, suara
from tests.factories.house import a_taken_port


def test_tables_that_are_not_there_yet_are_a_matter_of_migrating():
    assert "run `suara migrate`" in str(explained(psycopg.errors.UndefinedTable("backups")))


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    """A data folder in which no Suara has run: as seen from cron in another working folder."""
    return tmp_path / "data"


@pytest.fixture
def passphrase(tmp_path: Path) -> str:
    file = tmp_path / "passphrase"
    file.write_text("a long passphrase on paper\n", encoding="utf-8")
    file.chmod(0o600)
    return str(file)


def refused_in_one_line(said: Said, words: str) -> None:
    assert (said.code, said.out) == (1, "")
    assert words in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    "words", [("backup", "."), ("shred",), ("retention", "--dry-run"), ("jobs", "again")]
)
def test_a_command_in_the_wrong_folder_founds_no_installation(
    nowhere: Path, passphrase: str, words: tuple[str, ...]
):
    said = suara(*words, data_dir=str(nowhere), backup_passphrase_file=passphrase)
    refused_in_one_line(said, "name the right one in SUARA_DATA_DIR")
    assert not nowhere.exists()


def test_a_passphrase_that_is_not_there_is_named(nowhere: Path, tmp_path: Path):
    gone = tmp_path / "gone"
    said = suara("backup", ".", data_dir=str(nowhere), backup_passphrase_file=str(gone))
    refused_in_one_line(said, f"{gone} cannot be read (No such file or directory).")


def test_a_passphrase_that_is_no_text_is_named(nowhere: Path, tmp_path: Path):
    file = tmp_path / "picture"
    file.write_bytes(b"\xff\xd8\xff\xe0")
    said = suara("backup", ".", data_dir=str(nowhere), backup_passphrase_file=str(file))
    refused_in_one_line(said, f"{file} is no text.")


@pytest.mark.parametrize("command", ["restore", "drill"])
def test_a_backup_that_is_not_there_is_named(nowhere: Path, passphrase: str, command: str):
    words = (command, str(nowhere / "backups"))
    said = suara(*words, data_dir=str(nowhere), backup_passphrase_file=passphrase)
    refused_in_one_line(said, f"There is no file or folder {nowhere / 'backups'}.")
    assert not nowhere.exists()


def test_looking_at_a_report_leaves_no_key_behind(nowhere: Path, tmp_path: Path):
    """A folder with keys is one that nothing is restored into any more."""
    key = signing_key(Settings(data_dir=tmp_path / "elsewhere"))
    report = tmp_path / "drill.json"
    report.write_text(signed({"passed": True}, key), encoding="utf-8")
    words = ("drill", str(report), "--verify")
    public = key.public_key().public_bytes_raw().hex()
    said = suara(*words, "--key", public, data_dir=str(nowhere))
    assert (said.code, said.out) == (0, "The signature is right. Passed: True.\n")
    refused_in_one_line(suara(*words, data_dir=str(nowhere)), "name the key that is trusted")
    assert not nowhere.exists()


def test_an_address_for_figures_that_is_taken_is_named(nowhere: Path):
    with a_taken_port() as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        worker = "postgresql://suara_worker:x@127.0.0.1:1/suara"
        given = {"metrics_address": address, "database_worker_url": worker}
        said = suara("metrics", data_dir=str(nowhere), **given)
    refused_in_one_line(said, f"{address} cannot be used (Address already in use)")
