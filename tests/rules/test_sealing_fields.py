"""What is sealed opens in its own place, with its own key, unchanged; else not at all."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.sealing.fields import Place, SealBroken, seal, seal_bytes, unseal, unseal_bytes
from backend.sealing.keys import new_key

places = st.builds(Place, st.sampled_from(("notes", "messages")), st.just("text"), st.uuids())
patient = settings(deadline=None)


@patient
@given(st.text(), places)
def test_a_sealed_text_opens_in_its_place_and_shows_no_byte_of_itself(text: str, place: Place):
    key = new_key()
    sealed = seal(key, text, place)
    assert unseal(key, sealed, place) == text
    assert len(sealed) == 1 + 12 + len(text.encode()) + 16
    if len(text.encode()) > 3:
        assert text.encode() not in sealed


@patient
@given(places, st.uuids())
def test_a_swapped_table_column_row_or_version_does_not_open(place: Place, other: UUID):
    key = new_key()
    sealed = seal(key, "words", place)
    for moved in (
        replace(place, table="grievances"),
        replace(place, column="original"),
        replace(place, row_id=other if other != place.row_id else uuid4()),
        replace(place, version=2),
    ):
        with pytest.raises(SealBroken):
            unseal(key, sealed, moved)


@patient
@given(st.binary(max_size=60), st.data())
def test_one_changed_missing_or_added_byte_breaks_the_seal(content: bytes, data: st.DataObject):
    key, place = new_key(), Place("file", "content", uuid4())
    sealed = bytearray(seal_bytes(key, content, place))
    position = data.draw(st.integers(0, len(sealed) - 1))
    flipped = sealed.copy()
    flipped[position] ^= data.draw(st.integers(1, 255))
    for broken in (flipped, sealed[:position], sealed + b"\x00"):
        with pytest.raises(SealBroken):
            unseal_bytes(key, bytes(broken), place)


def test_a_version_byte_that_was_rewritten_does_not_open_as_that_version():
    key, place = new_key(), Place("notes", "text", uuid4())
    sealed = seal(key, "words", place)
    with pytest.raises(SealBroken):
        unseal(key, b"\x02" + sealed[1:], replace(place, version=2))


def test_another_key_does_not_open():
    place = Place("notes", "text", uuid4())
    with pytest.raises(SealBroken):
        unseal(new_key(), seal(new_key(), "words", place), place)


def test_the_same_words_are_never_sealed_alike():
    key, place = new_key(), Place("notes", "text", uuid4())
    assert len({seal(key, "words", place) for _ in range(200)}) == 200
