"""Fills a running installation with very many believable cases, for measuring.

    .venv/bin/python -m benchmarks.seed DATA_DIR CASES

DATA_DIR is that of `suara serve --data-dir`, with the embedded PostgreSQL and no organisation yet.
Nobody there has a second factor: serve it with SUARA_DEMONSTRATION=true, or set one up at the first
sign-in. DATA_DIR/seeded.json names what a program needs that puts load on it. The times of cases
count back from now; destruction by retention rule begins at night.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from backend.database.addresses import addresses
from backend.database.doors import engine_for
from backend.database.embedded import administrator_of
from backend.sealing.files import FileStore
from backend.sealing.keys import Keyring, MasterKey
from backend.sealing.tools import Tools
from backend.settings import Settings
from tests.factories.seeding.offices import PASSWORD
from tests.factories.seeding.running import SHARES, Seeded, Wanted, seed

BUSY = "th-office"
#: Of so many cases of the busy office, about, ids and codes are written down.
KNOWN = 500


def described(seeded: Seeded) -> dict[str, Any]:
    """What a load driver needs: where to sign in as whom, cases to open, codes to follow."""
    shown = seeded.of(BUSY)[:KNOWN]
    return {
        "cases": seeded.cases,
        "offices": list(SHARES),
        "password": PASSWORD,
        "staff": sorted(seeded.offices.staff),
        "caseworker": f"caseworker@{BUSY[:2]}.example",
        "case_ids": [str(one.case_id) for one in shown],
        "references": [one.reference for one in shown],
        "receipt_codes": [one.code for one in shown],
    }


async def main(data_dir: Path, cases: int) -> None:
    settings = Settings(data_dir=data_dir)
    administrator = administrator_of(settings)
    if administrator is None:
        sys.exit("only an installation with its own PostgreSQL is seeded")
    engine = engine_for(addresses(settings).for_sqlalchemy("worker"))
    keyring = Keyring(MasterKey.read(settings.key_file))
    tools = Tools(engine, keyring, FileStore(settings.files), settings)
    began = time.perf_counter()
    try:
        seeded = await seed(tools, administrator, Wanted(cases, shown=KNOWN * 2))
    finally:
        await engine.dispose()
    made = described(seeded)
    (data_dir / "seeded.json").write_text(json.dumps(made, indent=1), encoding="utf-8")
    print(f"{cases} cases in {time.perf_counter() - began:.0f} s, at {', '.join(SHARES)}.")
    print(f"Sign in as {made['caseworker']} with the password: {PASSWORD}")
    print(f"{data_dir / 'seeded.json'} has {len(made['case_ids'])} cases with receipt codes.")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
