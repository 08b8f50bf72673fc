"""However a code is copied it is read; one slip is told apart from a code that nobody has."""

import unicodedata
from hashlib import sha256

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backend.grievances.rules.receipt_code import (
    ALPHABET,
    ReceiptCodeRefused,
    code_hash,
    in_digits,
    in_letters,
    is_last_group,
    last_group,
    read_code,
    secret_from,
)

pytestmark = pytest.mark.battery("T12")
patient = settings(deadline=None)
secrets = st.binary(min_size=15, max_size=15).map(secret_from)
spellings = st.sampled_from((in_letters, in_digits))
#: The zeros of all decimal systems that Unicode knows: Thai, Burmese, Khmer, Lao, Tamil …
ZEROS = [
    chr(point)
    for point in range(0x110000)
    if unicodedata.category(chr(point)) == "Nd" and unicodedata.decimal(chr(point)) == 0
]
BETWEEN = ["", "-", " ", "\u2013", "\u2011", "\u00a0", "\u200e", "\u200f", "\u2066", "\u202e", "\n"]
LOOK_ALIKES = {"0": "0OoＯ", "1": "1IiLlｌ", "V": "VvUu"}


def reason(typed: str) -> str | None:
    """Why it was refused; None where it was read."""
    try:
        read_code(typed)
    except ReceiptCodeRefused as refused:
        return refused.faults[0].code
    return None


@patient
@given(secrets, st.data())
def test_letters_are_read_however_they_are_copied(secret: bytes, data: st.DataObject):
    typed = "".join(
        data.draw(st.sampled_from(LOOK_ALIKES.get(sign, sign + sign.lower())))
        + data.draw(st.sampled_from(BETWEEN))
        for sign in in_letters(secret).replace("-", "")
    )
    assert read_code(typed) == secret


@patient
@given(secrets, st.data())
def test_digits_are_read_in_every_script(secret: bytes, data: st.DataObject):
    zero = data.draw(st.sampled_from(ZEROS))
    digits = in_digits(secret).replace("-", "")
    typed = "".join(
        chr(ord(zero) + int(sign)) + data.draw(st.sampled_from(BETWEEN)) for sign in digits
    )
    assert read_code(typed) == secret


@patient
@given(secrets, spellings, st.data())
def test_one_wrong_symbol_is_always_told_apart(secret: bytes, spelling, data: st.DataObject):
    signs = list(spelling(secret).replace("-", ""))
    place = data.draw(st.integers(0, len(signs) - 1))
    others = ALPHABET if spelling is in_letters else "0123456789"
    wrong = data.draw(st.sampled_from([sign for sign in others if sign != signs[place]]))
    signs[place] = wrong
    # All digits in 24 places are still letters' spelling; in 36 places digits'.
    assert reason("".join(signs)) == "code_slip"


@patient
@given(secrets, spellings, st.data())
def test_two_swapped_neighbours_are_told_apart(secret: bytes, spelling, data: st.DataObject):
    signs = list(spelling(secret).replace("-", ""))
    place = data.draw(st.integers(0, len(signs) - 2))
    pair = signs[place : place + 2]
    # Luhn sees every swap but the one of its lowest with its highest symbol.
    assume(pair[0] != pair[1] and not (spelling is in_letters and set(pair) == {"0", "Z"}))
    signs[place : place + 2] = reversed(pair)
    assert reason("".join(signs)) == "code_slip"


@patient
@given(secrets, spellings, st.integers(1, 35))
def test_a_code_cut_short_or_doubled_is_told_by_its_length(secret: bytes, spelling, kept: int):
    symbols = spelling(secret).replace("-", "")
    assume(kept < len(symbols) and kept != 24)
    assert reason(symbols[:kept]) == reason(symbols + symbols[:kept]) == "code_length"


@pytest.mark.parametrize("typed", ["", "   ", "—", "\u200e\u200f", "\x00", "ก" * 24, "[]"])
def test_nothing_to_read_is_told_as_nothing_typed(typed: str):
    assert reason(typed) == "code_empty"


@patient
@given(st.text(max_size=500))
def test_whatever_is_typed_is_read_or_refused_with_one_of_three_reasons(typed: str):
    assert reason(typed) in {None, "code_empty", "code_length", "code_slip"}


def test_a_megabyte_is_refused_at_once():
    assert reason("7" * 1_000_000) == "code_length"


def test_digits_beyond_the_largest_secret_are_refused():
    assert reason("9" * 36) == "code_slip"


@patient
@given(secrets)
def test_the_last_group_of_either_spelling_is_accepted_and_no_other(secret: bytes):
    assert is_last_group(last_group(secret).lower(), secret)
    assert is_last_group(in_digits(secret)[-4:], secret)
    assert not is_last_group("", secret)
    assert not is_last_group(in_letters(secret)[:-1], secret)


def test_codes_on_paper_stay_readable():
    secret = bytes.fromhex("07ffeeddccbbaa9988776655443322")
    letters, digits = (
        "ZZYX-QECQ-EN9K-23QC-SAM8-CS21",
        "4153-7017-4050-4763-1530-8247-4697-4589-7300",
    )
    assert (in_letters(secret), in_digits(secret)) == (letters, digits)
    assert read_code(letters) == read_code(digits) == secret
    assert code_hash(secret) == sha256(b"suara receipt" + secret).digest()
