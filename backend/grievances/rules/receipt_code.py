"""The receipt code: one secret of 115 bits, in letters or in digits.

Letters: 23 symbols of Crockford's base 32 and a check symbol (Luhn mod 32), in six groups of four.
Digits: 35 digits and a check digit (Damm), in nine groups of four, for people without Latin keys.
"""

import unicodedata
from hashlib import sha256

from backend.errors import Fault, Unacceptable

SECRET_BITS = 115
SECRET_BYTES = 15
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 24
DIGITS = 36
LONGEST = 400

# Taken as what people meant when they copied by hand.
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})

# Damm's quasigroup of order 10: finds every single slip and every swap of neighbours.
_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


class ReceiptCodeRefused(Unacceptable):
    """``code`` of the fault: ``code_empty``, ``code_length`` or ``code_slip``."""

    code = "receipt_code"

    def __init__(self, reason: str) -> None:
        super().__init__(Fault("receipt_code", reason))


def secret_from(random: bytes) -> bytes:
    """115 bits in 15 bytes, of at least 15 random ones."""
    number = int.from_bytes(random[:SECRET_BYTES], "big") >> (SECRET_BYTES * 8 - SECRET_BITS)
    return number.to_bytes(SECRET_BYTES, "big")


def code_hash(secret: bytes) -> bytes:
    """What is stored; 115 bits need no pepper."""
    return sha256(b"suara receipt" + secret).digest()


def in_letters(secret: bytes) -> str:
    number = int.from_bytes(secret, "big")
    symbols = [ALPHABET[(number >> (5 * place)) & 31] for place in range(LETTERS - 2, -1, -1)]
    return _grouped("".join(symbols) + ALPHABET[_luhn(symbols)])


def in_digits(secret: bytes) -> str:
    body = str(int.from_bytes(secret, "big")).zfill(DIGITS - 1)
    return _grouped(body + str(_damm(body)))


def last_group(secret: bytes) -> str:
    return in_letters(secret)[-4:]


def is_last_group(typed: str, secret: bytes) -> bool:
    """Whether the end of either spelling was typed."""
    symbols = _symbols(typed)
    return bool(symbols) and symbols in {in_letters(secret)[-4:], in_digits(secret)[-4:]}


def read_code(typed: str) -> bytes:
    """The secret behind either spelling, however it was copied.

    Raises ``ReceiptCodeRefused`` for nothing typed, a wrong number of symbols, or a slip that a
    check symbol shows.
    """
    symbols = _symbols(typed)
    if not symbols:
        raise ReceiptCodeRefused("code_empty")
    if len(symbols) == DIGITS and symbols.isdigit():
        return _read_digits(symbols)
    if len(symbols) == LETTERS:
        return _read_letters(symbols)
    raise ReceiptCodeRefused("code_length")


def _read_letters(symbols: str) -> bytes:
    if any(symbol not in ALPHABET for symbol in symbols):
        raise ReceiptCodeRefused("code_slip")
    if ALPHABET[_luhn(list(symbols[:-1]))] != symbols[-1]:
        raise ReceiptCodeRefused("code_slip")
    number = 0
    for symbol in symbols[:-1]:
        number = number << 5 | ALPHABET.index(symbol)
    return number.to_bytes(SECRET_BYTES, "big")


def _read_digits(symbols: str) -> bytes:
    number = int(symbols[:-1])
    if str(_damm(symbols[:-1])) != symbols[-1] or number >= 1 << SECRET_BITS:
        raise ReceiptCodeRefused("code_slip")
    return number.to_bytes(SECRET_BYTES, "big")


def _symbols(typed: str) -> str:
    """Letters and digits only, any script's digits as ours, look-alikes put right."""
    plain = unicodedata.normalize("NFKC", typed[:LONGEST]).upper()
    kept = [
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
        for sign in plain
        if sign.isdecimal() or (sign.isalpha() and sign.isascii())
    ]
    return "".join(kept).translate(_LOOKALIKES)


def _grouped(symbols: str) -> str:
    return "-".join(symbols[i : i + 4] for i in range(0, len(symbols), 4))


def _luhn(symbols: list[str]) -> int:
    """The value that makes the weighted sum a multiple of 32."""
    total, factor = 0, 2
    for symbol in reversed(symbols):
        product = ALPHABET.index(symbol) * factor
        total += product // 32 + product % 32
        factor = 3 - factor
    return -total % 32


def _damm(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return interim
