"""Starting, stopping and losing parts of a whole installation, with real processes."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.house import House, a_house, a_taken_port, eventually, suara_said
from tests.factories.ports import free_port

AT_MOST = 5.0  # seconds in which a house without its supervisor must be empty


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for the tests that leave it standing."""
    with a_house(tmp_path_factory.mktemp("house") / "data") as standing:
        yield standing


def test_a_fresh_data_folder_becomes_a_house_that_answers(house: House) -> None:
    assert house.answers("/readyz")
    assert len(house.children("web-process")) == 1
    assert eventually(lambda: len(house.children("worker")) == 1)


def test_a_second_start_on_the_same_data_folder_is_refused(house: House) -> None:
    code, _, err = suara_said("serve", "--port", str(free_port()), data_dir=house.data_dir)

    assert code == 1
    assert "Another Suara runs on the data folder" in err.splitlines()[-1]
    assert eventually(house.answers)


def test_a_taken_port_is_named_in_one_line(tmp_path: Path) -> None:
    with a_taken_port() as taken:
        port = taken.getsockname()[1]
        code, _, err = suara_said("serve", "--port", str(port), data_dir=tmp_path / "data")

    assert code == 1
    assert err.startswith(f"Port {port} of 127.0.0.1 cannot be used")
    assert err.count("\n") == 1
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("name", ["web-process", "worker"])
def test_a_killed_child_is_started_again(house: House, name: str) -> None:
    assert eventually(lambda: house.children(name))
    (killed,) = house.children(name)

    os.kill(killed, signal.SIGKILL)

    assert eventually(lambda: house.children(name) - {killed})
    assert eventually(house.answers)


def test_a_killed_database_is_started_again_and_found_again(house: House) -> None:
    killed = house.postmaster()

    os.kill(killed, signal.SIGKILL)

    assert eventually(lambda: killed not in house.database())
    assert eventually(lambda: house.answers("/readyz"))
    assert house.postmaster() != killed


def test_the_doctor_finds_nothing_bad_in_a_house_that_stands(house: House) -> None:
    assert eventually(lambda: house.answers("/readyz"))

    code, out, _ = suara_said("doctor", data_dir=house.data_dir)

    assert [line for line in out.splitlines() if line.startswith("bad")] == []
    assert code == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_a_house_leaves_no_process(tmp_path: Path, number: signal.Signals) -> None:
    with a_house(tmp_path / "data") as house:
        assert house.all()

        assert house.end(number) == 0

        assert house.all() == set()


def test_a_killed_supervisor_takes_the_house_down(tmp_path: Path) -> None:
    with a_house(tmp_path / "data") as house:
        assert len(house.all()) > 2

        assert house.end(signal.SIGKILL) == -signal.SIGKILL

        assert eventually(lambda: not house.all(), within=AT_MOST)
