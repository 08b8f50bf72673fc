"""What a web process loads before its first request: nothing large that few requests need."""

import subprocess
import sys

from backend.doctor.inside import REQUIREMENTS
from tests.architecture.reading import ROOT

LOADS = "import sys, backend.__main__, backend.supervisor.web_process, backend.app"
#: Of what the doctor looks for these are needed from the beginning.
AT_ONCE = {"fastapi", "uvicorn", "psycopg", "procrastinate", "cryptography", "icu4py"}
#: Libraries would load these by themselves, or load them where they are installed.
BY_OTHERS = {"pygments", "websockets", "stamina", "alembic"}


def test_what_few_requests_need_is_not_loaded_at_the_start():
    said = subprocess.run(  # noqa: S603  our own words
        [sys.executable, "-c", f"{LOADS}; print(*sys.modules)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = {name.partition(".")[0] for name in said.stdout.split()}
    assert loaded >= AT_ONCE
    late = (set(REQUIREMENTS) - AT_ONCE) | BY_OTHERS
    assert loaded & late == set()
