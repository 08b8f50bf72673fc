"""What a house leaves behind and gives away: dumps, backups, mail, figures, processes."""

import contextlib
import os
import subprocess
from base64 import b64encode
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg

from backend.database.embedded import binaries
from backend.sealing.keys import Keyring, MasterKey
from tests.factories.house import House, suara_said
from tests.factories.mail import Postbox
from tests.factories.scanning import Needle

#: Folders for what leaves the house, and for what others on the machine see of it.
OUTSIDE = ("dumps", "temporary", "backups", "mail", "metrics", "processes")
PLANTED = "planted where a thief must find it"


def back_up(house: House, folder: Path) -> None:
    code, _, told = suara_said(
        "backup", str(folder / "backups"), data_dir=house.data_dir,
        SUARA_BACKUP_PASSPHRASE_FILE=str(folder / "passphrase"),
    )  # fmt: skip
    assert code == 0, told


def figures(address: str, folder: Path) -> None:
    """What Prometheus is told."""
    (folder / "figures").write_bytes(httpx.get(f"http://{address}", timeout=30).content)


def processes(house: House, folder: Path) -> None:
    """What everybody on the machine may see of them, and their environment."""
    with subprocess.Popen(["/bin/sleep", "60"], env={"SAID": PLANTED}) as planted:
        for pid in house.all() | {house.process.pid, planted.pid}:
            for name in ("cmdline", "environ", "comm"):
                with contextlib.suppress(OSError):
                    content = Path(f"/proc/{pid}/{name}").read_bytes()
                    (folder / f"{pid}.{name}").write_bytes(content)
        planted.kill()


def mails(postbox: Postbox, addresses: list[str], folder: Path) -> None:
    """As they left the house, without the address that each went to."""
    for number, envelope in enumerate(postbox.envelopes):
        content = envelope.content
        assert isinstance(content, bytes)
        for address in addresses:
            content = content.replace(address.encode(), b"(the person)")
        (folder / str(number)).write_bytes(content)


def plant(folder: Path) -> None:
    """What a house would leave behind that wrote down what it was told."""
    (folder / "temporary" / "planted").write_text(PLANTED, encoding="utf-16")
    (folder / "mail" / "planted").write_bytes(b64encode(f"Subject: {PLANTED}".encode()))
    (folder / "metrics" / "planted").write_text(PLANTED.encode().hex())
    with (folder / "said.log").open("a", encoding="utf-8") as log:
        log.write(f'{{"event": "request", "text": "{PLANTED}"}}\n')


def dumps(owner: str, folder: Path) -> None:
    """As an operator would: one to read, one to restore from (not squeezed, or none could look)."""
    for form in ("plain", "custom"):
        parts = urlsplit(owner)
        subprocess.run(  # noqa: S603  a program of PostgreSQL at an absolute path
            [
                binaries() / "pg_dump", f"--format={form}", "--compress=0", "-h", "127.0.0.1",
                "-p", str(parts.port), "-U", "suara_owner", "-f", folder / form, "suara",
            ],
            env=os.environ | {"PGPASSWORD": parts.password or ""},
            check=True,
        )  # fmt: skip


def keys_of(house: House, owner: str) -> dict[str, Needle]:
    """All that opens cases: the master key, and with it what each organisation holds."""
    master = MasterKey.read(house.data_dir / "keys" / "master.key")
    found: dict[str, Needle] = {"master": master.key}
    with psycopg.connect(owner) as connection:
        query = "SELECT slug, id, sealed_private_key, sealed_search_key FROM organisations"
        for slug, *row in connection.execute(query):
            held = Keyring(master).hold(*row)
            found |= {f"{slug} private": held.private.seeds, f"{slug} search": held.search}
    return found
