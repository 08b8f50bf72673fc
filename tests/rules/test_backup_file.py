"""A backup that was cut off or changed is refused with the reason, and nothing of it is used."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.backup.actions.container import (
    CHANGED,
    CUT_OFF,
    MAGIC,
    NOT_OURS,
    PIECE,
    SealedWriter,
    opened_pieces,
)
from backend.backup.actions.parts import Parts, write_end, write_part
from backend.backup.rules.manifest import (
    DAMAGED,
    BackupRefused,
    is_expired,
    name_for,
    read_manifest,
)

pytestmark = pytest.mark.battery("T12")

AT = datetime(2026, 11, 26, 3, 4, 5, tzinfo=UTC)
PASSPHRASE = "a long passphrase on paper"
#: Three pieces of the file, and a part of a part.
CONTENT = {"first": [b"one", b"two"], "large": [bytes(PIECE), b"x" * PIECE], "empty": []}


@pytest.fixture(scope="module")
def backup() -> bytes:
    return sealed(CONTENT)


def sealed(parts: dict[str, list[bytes]], *, end: bool = True) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, PASSPHRASE, AT)
    for name, content in parts.items():
        write_part(writer, name, content)
    if end:
        write_end(writer)
    writer.close()
    return file.getvalue()


def read(content: bytes, passphrase: str = PASSPHRASE) -> dict[str, bytes]:
    parts = Parts(opened_pieces(io.BytesIO(content), passphrase))
    return {name: b"".join(pieces) for name, pieces in parts}


def pieces_of(content: bytes) -> list[int]:
    """Where each piece begins, and where the file ends."""
    at = len(MAGIC) + 4 + int.from_bytes(content[len(MAGIC) : len(MAGIC) + 4])
    found = [at]
    while at < len(content):
        at += 4 + int.from_bytes(content[at : at + 4])
        found.append(at)
    return found


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def swapped(content: bytes) -> bytes:
    first, second, third, *_ = pieces_of(content)
    return content[:first] + content[second:third] + content[first:second] + content[third:]


def without_the_middle(content: bytes) -> bytes:
    _, second, third, *_ = pieces_of(content)
    return content[:second] + content[third:]


def costing(content: bytes, memory: int) -> bytes:
    start = pieces_of(content)[0]
    head = json.loads(content[len(MAGIC) + 4 : start]) | {"memory": memory}
    written = json.dumps(head).encode()
    return MAGIC + len(written).to_bytes(4) + written + content[start:]


ALTERED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing": (lambda _: b"", NOT_OURS),
    "something else": (lambda _: b"PGDMP" + bytes(100), NOT_OURS),
    "the first half of the head": (lambda b: b[:40], NOT_OURS),
    "only the head": (lambda b: b[: pieces_of(b)[0]], CUT_OFF),
    "a few bytes missing": (lambda b: b[:-5], CUT_OFF),
    "the last piece missing": (lambda b: b[: pieces_of(b)[-2]], CUT_OFF),
    "a piece left out": (without_the_middle, CHANGED),
    "two pieces changed over": (swapped, CHANGED),
    "a bit in a piece": (lambda b: flipped(b, len(b) // 2), CHANGED),
    "a bit in the last tag": (lambda b: flipped(b, len(b) - 1), CHANGED),
    "a bit in the length of a piece": (lambda b: flipped(b, pieces_of(b)[1] + 1), CHANGED),
    "a bit in the day of the head": (lambda b: b.replace(b"2026-11", b"2027-11", 1), CHANGED),
    "bytes after the end": (lambda b: b + bytes(40), CHANGED),
    "another price of the passphrase": (lambda b: costing(b, 2**15), CHANGED),
    "a price that nobody can pay": (lambda b: costing(b, 2**40), NOT_OURS),
}


def test_what_was_written_is_read(backup: bytes):
    assert read(backup) == {name: b"".join(pieces) for name, pieces in CONTENT.items()}
    assert len(pieces_of(backup)) == 4


@pytest.mark.parametrize("how", ALTERED)
def test_an_altered_backup_is_refused_with_the_reason(backup: bytes, how: str):
    change, reason = ALTERED[how]
    with pytest.raises(BackupRefused) as refused:
        read(change(backup))
    assert str(refused.value) == reason


#: A head whose price is paid at once, and what may stand in its places.
CHEAP = {
    "time": 1, "memory": 8, "lanes": 1, "salt": "00" * 16, "prefix": "00" * 7,
    "made_at": AT.isoformat(),
}  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers(-9, 64) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)
ODD = ANYTHING | st.sampled_from(
    ["", "0" * 14, "00", "zz", "0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-12:00",
     "2026-11-26T03:04:05", "2026-11-26"]
)  # fmt: skip


@given(st.sampled_from([*CHEAP]), ODD)
def test_whatever_stands_in_a_head_is_refused_in_words(name: str, value: object):
    written = json.dumps(CHEAP | {name: value}).encode()
    with pytest.raises(BackupRefused):
        read(MAGIC + len(written).to_bytes(4) + written)


@pytest.mark.parametrize("head", [b"[" * 4_000, b"[]", b"1", b"\xff", b"{}", b'"salt"'])
def test_a_head_of_another_shape_is_refused(head: bytes):
    with pytest.raises(BackupRefused, match=NOT_OURS):
        read(MAGIC + len(head).to_bytes(4) + head)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"\xff", b"{}", b"[" * 9_999, b'{"version": 1, "made_at": 1}',
     b'{"version": 1, "made_at": "2026-11-26", "tables": []}'],
)  # fmt: skip
def test_a_manifest_of_another_program_is_refused_in_words(content: bytes):
    with pytest.raises(BackupRefused):
        read_manifest(content)


def test_another_passphrase_opens_nothing(backup: bytes):
    with pytest.raises(BackupRefused, match="The passphrase is not right"):
        read(backup, PASSPHRASE + " ")


def test_a_whole_seal_over_half_a_content_is_noticed():
    with pytest.raises(BackupRefused) as refused:
        read(sealed(CONTENT, end=False))
    assert str(refused.value) == DAMAGED


def test_two_backups_of_the_same_have_nothing_in_common():
    one, other = sealed({"a": [b"content" * 9]}), sealed({"a": [b"content" * 9]})
    assert one[pieces_of(one)[0] + 4 :][:16] != other[pieces_of(other)[0] + 4 :][:16]
    assert b"content" not in one


def test_a_backup_expires_after_its_days_and_is_named_by_its_moment():
    assert name_for(AT) == "suara-20261126T030405Z.backup"
    assert not is_expired(AT, 35, datetime(2026, 12, 31, 3, 4, 4, tzinfo=UTC))
    assert is_expired(AT, 35, datetime(2026, 12, 31, 3, 4, 5, tzinfo=UTC))
