"""Serves a seeded installation for a load driver, and writes what portal.toml reads.

    .venv/bin/python -m benchmarks.load.serve DATA_DIR FOLDER [PORT]

DATA_DIR was filled by `benchmarks.seed`. FOLDER gets the id of the supervisor's process, references
and receipt codes, one a line, and a program that says how many cases there are. Two web processes
and the worker, no limits of rates, no second factor.
"""

import json
import os
import sys
from pathlib import Path

SETTINGS = {"SUARA_WORKERS": "2", "SUARA_RATE_LIMITS": "off", "SUARA_DEMONSTRATION": "true"}
COUNT = """#!{python}
import psycopg
from pathlib import Path
from backend.database.addresses import addresses
from backend.settings import Settings
with psycopg.connect(addresses(Settings(data_dir=Path({data_dir!r}))).owner) as connection:
    print(connection.execute("SELECT count(*) FROM cases").fetchone()[0])
"""


def main(data_dir: Path, folder: Path, port: str) -> None:
    seeded = json.loads((data_dir / "seeded.json").read_text("utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "references").write_text("\n".join(seeded["references"]), "utf-8")
    (folder / "receipts").write_text("\n".join(seeded["receipt_codes"]), "utf-8")
    (folder / "password").write_text(seeded["password"], "utf-8")
    count = folder / "count"
    count.write_text(COUNT.format(python=sys.executable, data_dir=str(data_dir)), "utf-8")
    count.chmod(0o755)
    (folder / "supervisor.pid").write_text(str(os.getpid()), "utf-8")
    command = ["-m", "backend", "serve", "--port", port, "--data-dir", str(data_dir)]
    os.execve(sys.executable, [sys.executable, *command], os.environ | SETTINGS)


if __name__ == "__main__":
    words = [*sys.argv[1:], "8200"]
    main(Path(words[0]).absolute(), Path(words[1]).absolute(), words[2])
