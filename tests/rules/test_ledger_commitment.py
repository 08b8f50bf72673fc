"""The commitment stored at filing can be made again by anybody from the published formula."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backend.ledger.rules import Filed, commitment
from backend.sealing.keys import derived

FILED = Filed("TH-2026-7F3K2-9", "TH", "pension-office", date(2026, 3, 1))
WRITTEN = (
    b'{"country":"TH","filed_on":"2026-03-01","office":"pension-office",'
    b'"reference":"TH-2026-7F3K2-9","v":1}'
)
SALT = bytes(range(32))


def test_a_commitment_is_the_hash_of_a_zero_byte_the_salt_and_canonical_json():
    assert FILED.canonical() == WRITTEN
    assert commitment(SALT, FILED) == sha256(b"\x00" + SALT + WRITTEN).digest()


def test_a_commitment_made_today_is_the_one_that_is_published_later():
    expected = "028d93ac20768e186b4988f33ff7480b9663799866053228041bbbb47b946377"
    assert commitment(SALT, FILED).hex() == expected


def test_each_part_counts():
    changed = [
        commitment(SALT[::-1], FILED),
        commitment(SALT, replace(FILED, reference="TH-2026-7F3K2-8")),
        commitment(SALT, replace(FILED, country="ID")),
        commitment(SALT, replace(FILED, office="other")),
        commitment(SALT, replace(FILED, filed_on=date(2026, 3, 2))),
    ]
    assert len({commitment(SALT, FILED), *changed}) == len(changed) + 1


def test_the_salt_comes_from_the_secret_of_the_receipt_and_tells_nothing_of_other_keys():
    secret = b"\x01" * 15
    salt = HKDF(hashes.SHA256(), 32, salt=None, info=b"suara ledger").derive(secret)
    assert derived(secret, "ledger") == salt
    assert salt not in {derived(secret, "receipt"), derived(b"\x02" * 15, "ledger")}
