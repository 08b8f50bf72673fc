"""How seals are computed: known roots, and moments that do not depend on a server's zone."""

from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from backend.audit.rules import (
    FIRST,
    RecordedEvent,
    RecordedSeal,
    merkle_root,
    misfit_in,
    next_seal,
)

# Leaves and roots as published with the reference implementation of RFC 6962.
LEAVES = ("", "00", "10", "2021", "3031", "40414243")
ROOTS = (
    "e3b0c44298fc1c14", "6e340b9cffb37a98", "fac54203e7cc696c", "aeb6bcfe274b70a1",
    "d37ee418976dd957", "4e3bbb1f7b478dcf", "76e67dadbcdf1e10",
)  # fmt: skip


def an_event(at: datetime) -> RecordedEvent:
    return RecordedEvent(UUID(int=1), UUID(int=2), at, "staff:", "case.read", {}, sha256().digest())


@pytest.mark.parametrize("count", range(len(ROOTS)))
def test_the_root_of_so_many_leaves_is_the_published_one(count: int):
    hashes = [sha256(b"\0" + bytes.fromhex(leaf)).digest() for leaf in LEAVES[:count]]
    assert merkle_root(hashes).hex().startswith(ROOTS[count])


def test_a_moment_read_in_another_zone_is_the_same_leaf():
    at = datetime(2026, 3, 9, 14, tzinfo=UTC)
    elsewhere = at.astimezone(ZoneInfo("Asia/Bangkok"))
    assert an_event(at).leaf() == an_event(elsewhere).leaf()


def test_a_reason_that_was_destroyed_with_its_case_still_fits():
    event = an_event(datetime(2026, 3, 9, tzinfo=UTC))
    root = merkle_root([event.leaf_hash()])
    seal = RecordedSeal(1, [event.id], [event.leaf_hash()], root, next_seal(FIRST[1], root))
    assert misfit_in(seal, FIRST, {event.id: event}) is None
