"""Keys of cases, of organisations, and of the installation, and how each wraps the next.

Case keys are wrapped to an organisation by HPKE (RFC 9180) with the hybrid ML-KEM-768 + X25519, or
to the receipt by HKDF and AES-GCM. Organisations' private keys are wrapped by the master key.
"""

import os
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backend.sealing.fields import Place, SealBroken, seal_bytes, unseal_bytes

KEY_BYTES = 32
MLKEM_SEED = 64
X25519_SEED = 32
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True)
class CaseKeys:
    """Account: story, messages, files. Office: notes, reasons. Contact: name, e-mail, phone."""

    account: bytes
    office: bytes
    contact: bytes

    def named(self) -> dict[str, bytes]:
        return {"account": self.account, "office": self.office, "contact": self.contact}


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def derived(secret: bytes, label: str, salt: bytes | None = None) -> bytes:
    """32 bytes that belong to ``secret`` and ``label`` and tell nothing of either."""
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=salt, info=f"suara {label}".encode()).derive(
        secret
    )


@dataclass(frozen=True)
class OrganisationKey:
    """The private half, kept as its two seeds (64 + 32 bytes)."""

    seeds: bytes

    @classmethod
    def new(cls) -> "OrganisationKey":
        return cls(os.urandom(MLKEM_SEED + X25519_SEED))

    @cached_property
    def private(self) -> MLKEM768X25519PrivateKey:
        return MLKEM768X25519PrivateKey(
            MLKEM768PrivateKey.from_seed_bytes(self.seeds[:MLKEM_SEED]),
            X25519PrivateKey.from_private_bytes(self.seeds[MLKEM_SEED:]),
        )

    @cached_property
    def public(self) -> bytes:
        """1,184 bytes of ML-KEM-768 and 32 of X25519."""
        mlkem = MLKEM768PrivateKey.from_seed_bytes(self.seeds[:MLKEM_SEED]).public_key()
        x25519 = X25519PrivateKey.from_private_bytes(self.seeds[MLKEM_SEED:]).public_key()
        return mlkem.public_bytes_raw() + x25519.public_bytes_raw()


# To read one takes a third as long as to wrap a key for it, and each case is wrapped three times.
@lru_cache(maxsize=128)
def _read_public(public_key: bytes) -> MLKEM768X25519PublicKey:
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public_key[:-32]),
        X25519PublicKey.from_public_bytes(public_key[-32:]),
    )


def wrap_for_organisation(key: bytes, public_key: bytes, place: Place) -> bytes:
    """Only the holder of the private half opens it; 1,168 bytes."""
    public = _read_public(public_key)
    return bytes([place.version]) + _SUITE.encrypt(key, public, info=place.bound())


def unwrap_for_organisation(wrapped: bytes, holder: OrganisationKey, place: Place) -> bytes:
    if not wrapped or wrapped[0] != place.version:
        raise SealBroken
    try:
        return bytes(_SUITE.decrypt(wrapped[1:], holder.private, info=place.bound()))
    except (InvalidTag, ValueError):
        raise SealBroken from None


def wrap_for_receipt(key: bytes, receipt_secret: bytes, place: Place) -> bytes:
    return seal_bytes(derived(receipt_secret, "receipt"), key, place)


def unwrap_for_receipt(wrapped: bytes, receipt_secret: bytes, place: Place) -> bytes:
    return unseal_bytes(derived(receipt_secret, "receipt"), wrapped, place)


class MasterKeyMissing(Exception):
    """The file is not there; without it no case of this installation opens."""


class MasterKeyExposed(Exception):
    """Others than its owner may read the file."""


class MasterKeyUnreadable(Exception):
    """The file holds something else, or not all of the key."""


def _from_hex(path: Path) -> bytes:
    """The sheet's groups of four may stand there with their spaces."""
    try:
        return bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        # Without a cause, whose text could quote the key.
        raise MasterKeyUnreadable(path) from None


@dataclass(frozen=True)
class MasterKey:
    """The installation's own key: wraps organisations' private keys and search keys."""

    key: bytes

    @classmethod
    def read(cls, path: Path) -> "MasterKey":
        if not path.exists():
            raise MasterKeyMissing(path)
        if path.stat().st_mode & 0o077:
            raise MasterKeyExposed(path)
        key = _from_hex(path)
        if len(key) != KEY_BYTES:
            raise MasterKeyUnreadable(path)
        return cls(key)

    @classmethod
    def create(cls, path: Path) -> "MasterKey":
        """Make one, once; an existing file is never overwritten."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = new_key()
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(made.hex() + "\n")
        return cls(made)

    def wrap(self, secret: bytes, place: Place) -> bytes:
        return seal_bytes(derived(self.key, "organisations"), secret, place)

    def unwrap(self, wrapped: bytes, place: Place) -> bytes:
        return unseal_bytes(derived(self.key, "organisations"), wrapped, place)

    @cached_property
    def facts_key(self) -> bytes:
        """Under which the worker names fact rows, so that they point at no case."""
        return derived(self.key, "facts")

    def complainant_key(self, year: int) -> bytes:
        """Under which the worker counts distinct people; another one each year."""
        return derived(self.key, f"complainants {year}")

    def name_of_mail(self, message_id: UUID) -> str:
        """The same each time that it is sent; nobody finds the message in the outbox by it."""
        return derived(self.key, "mail", salt=message_id.bytes).hex()[:32]

    def recovery_sheet(self) -> list[str]:
        """The key in groups of four, for paper."""
        written = self.key.hex().upper()
        return [written[i : i + 4] for i in range(0, len(written), 4)]


@dataclass(frozen=True)
class HeldKeys:
    """What a process holds of one organisation: its private key and its search key."""

    organisation_id: UUID
    private: OrganisationKey
    search: bytes


@dataclass
class Keyring:
    """Keys of organisations that this process has opened with the master key."""

    master: MasterKey
    held: dict[UUID, HeldKeys] = field(default_factory=dict)

    def hold(self, organisation_id: UUID, sealed_private: bytes, sealed_search: bytes) -> HeldKeys:
        private = Place("organisations", "sealed_private_key", organisation_id)
        search = Place("organisations", "sealed_search_key", organisation_id)
        self.held[organisation_id] = HeldKeys(
            organisation_id,
            OrganisationKey(self.master.unwrap(sealed_private, private)),
            self.master.unwrap(sealed_search, search),
        )
        return self.held[organisation_id]

    def __repr__(self) -> str:
        return f"Keyring of {len(self.held)} organisations"
