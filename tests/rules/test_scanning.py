"""The controls of the thief's search: a word is found in whatever way software writes it down."""

from base64 import b64encode
from pathlib import Path

import pytest

from tests.factories.scanning import forms, scan

pytestmark = pytest.mark.battery("T4")


@pytest.mark.parametrize("form", forms("word ไทย"))
@pytest.mark.parametrize("before", [b"", b"x", b"xy"])
def test_a_word_is_found_however_it_is_written(tmp_path: Path, form: str, before: bytes):
    (tmp_path / "file").write_bytes(b"\x00" + before + forms("word ไทย")[form] + b"\xff" * 9)
    assert form in {found.form for found in scan([tmp_path], {"w": "word ไทย"})}


@pytest.mark.parametrize("before", ["", "x", "xy", "xyz"])
def test_base64_of_a_longer_text_is_seen(tmp_path: Path, before: str):
    (tmp_path / "file").write_bytes(b64encode(f"{before}a word of ours, and more".encode()))
    assert list(scan([tmp_path], {"w": "a word of ours"}))
