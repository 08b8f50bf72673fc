"""The drill: a backup is restored into a scratch place, and a signed report says how it went."""

import json
import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from backend.backup.actions.expiring import backups_in
from backend.backup.actions.places import restore, scratch
from backend.backup.actions.restoring import Restoring
from backend.backup.rules.manifest import BackupRefused
from backend.settings import Settings


def newest_backup(target: Path) -> Path:
    """The file itself, or the newest in a folder."""
    if not target.exists():
        raise BackupRefused(f"There is no file or folder {target}.")
    if not target.is_dir():
        return target
    found = list(backups_in(target))
    if not found:
        raise BackupRefused(f"There is no backup in {target}.")
    return found[-1][0]


def drill(restoring: Restoring, at: datetime) -> dict[str, object]:
    """The report: what was tried, what was looked at, and whether all of it was right."""
    with restoring.backup.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    report: dict[str, object] = {
        "backup": restoring.backup.name,
        "sha256": digest,
        "drilled_at": at.isoformat(timespec="seconds"),
    }
    ledger = restoring.ledger
    if ledger is None and restoring.settings.ledger_file.exists():
        ledger = restoring.settings.ledger_file
    with scratch(restoring.settings) as settings:
        try:
            restored = restore(replace(restoring, settings=settings, ledger=ledger), at)
        except BackupRefused as refusal:
            return report | {"passed": False, "fault": str(refusal)}
    made_at = restored.manifest.made_at.isoformat(timespec="seconds")
    return report | {"passed": True, "made_at": made_at, "checked": restored.said}


def _key_file(settings: Settings) -> Path:
    return settings.data_dir / "keys" / "drill.key"


def trusted_key(settings: Settings, named: str | None) -> str:
    """The one that was named, else that of this place. Looking at a report makes none."""
    if named is None and not _key_file(settings).exists():
        raise BackupRefused("No drill was made here: name the key that is trusted with --key.")
    return named or signing_key(settings).public_key().public_bytes_raw().hex()


def signing_key(settings: Settings) -> Ed25519PrivateKey:
    """Beside the master key, made at the first drill; no backup holds it."""
    path = _key_file(settings)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(Ed25519PrivateKey.generate().private_bytes_raw())
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def signed(report: dict[str, object], key: Ed25519PrivateKey) -> str:
    """The report with its signature and the public key that belongs to it, as JSON."""
    public = key.public_key().public_bytes_raw().hex()
    return json.dumps(
        {"report": report, "key": public, "signature": key.sign(_bytes(report)).hex()}, indent=2
    )


def verified(written: str, keys: Iterable[str]) -> dict[str, object]:
    """The report; refused where it is not signed by one of the keys that are trusted."""
    try:
        data = json.loads(written)
        report: dict[str, object] = data["report"]
        if data["key"] not in set(keys):
            raise BackupRefused("The report is signed with another key.")
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(data["key"]))
        public.verify(bytes.fromhex(data["signature"]), _bytes(report))
    except (InvalidSignature, ValueError, KeyError, TypeError):
        raise BackupRefused("The report was changed, or is none.") from None
    return report


def _bytes(report: dict[str, object]) -> bytes:
    return json.dumps(report, sort_keys=True, separators=(",", ":")).encode()
