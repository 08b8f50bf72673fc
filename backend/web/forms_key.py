"""The key that signs forms: one file beside the data, shared by all web processes."""

import os
import secrets
from functools import cache
from pathlib import Path

KEY_BYTES = 32


@cache
def forms_key(data_dir: Path) -> bytes:
    """The key of this data folder, made at first use. Losing it only ends open forms."""
    path = data_dir / "keys" / "forms.key"
    if not path.exists():
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    own = path.with_suffix(f".{secrets.token_hex(8)}")
    descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
        # Of two processes that start together the first one's key stands, and is never half read.
        os.link(own, path)
    except FileExistsError:
        pass
    finally:
        own.unlink()
