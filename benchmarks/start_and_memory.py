"""Seconds from start to ready, and the memory of each process, beside a bare FastAPI process.

    .venv/bin/python -m benchmarks.start_and_memory [RUNS] [PORT]

Each run makes a data folder anew and starts `suara serve` on it as it comes: one web process, the
worker, a PostgreSQL of its own. The first start makes cluster, tables and master key; the second
finds them. Seconds count until /readyz says 200. Memory is what the kernel counts for each process
(/proc/PID/smaps_rollup), in the second start: idle, REST seconds after all stand, and after the
warm-up, which is PAGES in every language that is offered, one unfinished complaint up to the page
that checks it, and the sign-in. PSS shares out what processes share, so that it may be added up;
USS is what ending the process would give back; RSS counts what is shared in each process again.
Beside it a FastAPI application of one route under uvicorn, without a database. Figures are medians
of the runs, in brackets the least and the most.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median

import httpx

from backend.database.embedded import EmbeddedServer
from backend.languages.locales import offered
from tests.factories.house import House, eventually

REST = 5.0
#: Of our own environment: settings, and that Python should not keep what it compiles.
NOT_TAKEN = ("SUARA_", "PYTHONDONTWRITEBYTECODE")
BARE = """
import sys, uvicorn
from fastapi import FastAPI
app = FastAPI()
@app.get("/readyz")
async def ready() -> dict[str, str]: return {"status": "ready"}
uvicorn.run(app, port=int(sys.argv[1]), log_level="error", access_log=False)
"""
PAGES = (
    "", "about", "accessibility", "help", "privacy", "systems", "reports", "follow", "follow/lost",
    "complain", "complain/story", "complain/files",
)  # fmt: skip
COUNTED = {"PSS": ("Pss",), "USS": ("Private_Clean", "Private_Dirty"), "RSS": ("Rss",)}
BARE_NAME = "bare FastAPI"
PROCESSES = ("supervisor", "web process", "worker", "PostgreSQL", "together", BARE_NAME)
STATES = ("idle", "warm")

#: (start) → seconds; (process, state, kind) → MB. Each of the runs adds one.
Seconds = dict[str, list[float]]
Memory = dict[tuple[str, str, str], list[float]]


def memory_of(pids: set[int], kind: str) -> float:
    """Of several processes together, in MB."""
    wanted = tuple(f"{name}:" for name in COUNTED[kind])
    counted = 0
    for pid in pids:
        with suppress(OSError):  # a process of PostgreSQL's that has just ended
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
            counted += sum(int(line.split()[1]) for line in lines if line.startswith(wanted))
    return counted / 1024


def parts(house: House) -> dict[str, set[int]]:
    """Process ids by what they are."""
    found = {
        "supervisor": {house.process.pid},
        "web process": house.children("web-process"),
        "worker": house.children("worker"),
        "PostgreSQL": house.database(),
    }
    return found | {"together": set().union(*found.values())}


@contextmanager
def running(origin: str, *words: str) -> Iterator[tuple[subprocess.Popen[str], float]]:
    """A program of Python, once it is ready, and after how many seconds it was."""
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith(NOT_TAKEN)}
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *words], env=surroundings, stderr=subprocess.DEVNULL, text=True
    )
    try:
        eventually(lambda: process.poll() is not None or is_ready(origin), within=120)
        yield process, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(60)


def is_ready(origin: str) -> bool:
    with suppress(httpx.HTTPError):
        return httpx.get(f"{origin}/readyz", timeout=60).is_success
    return False


def warm_up(origin: str) -> None:
    with httpx.Client(base_url=origin, follow_redirects=True, timeout=60) as client:
        for locale in offered():
            for page in PAGES:
                client.get(f"/{locale.tag}/{page}").raise_for_status()
        story = client.get("/en/complain/story").text
        said = {
            "csrf": re.findall('name="csrf" value="([^"]+)"', story)[0],
            "country": "TH",
            "account": "The machine refused my pension and nobody told me why.",
        }
        ours = {"Sec-Fetch-Site": "same-origin"}
        client.post("/en/complain/story", data=said, headers=ours).raise_for_status()
        client.get("/en/complain/check").raise_for_status()
        client.get("/desk/sign-in").raise_for_status()


def measure(port: int, seconds: Seconds, memory: Memory) -> None:
    """One run."""
    origin = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        serve = ("-m", "backend", "serve", "--port", str(port), "--data-dir", str(data_dir))
        try:
            with running(origin, *serve) as (_, spent):
                seconds["first start"].append(spent)
            with running(origin, *serve) as (process, spent):
                seconds["second start"].append(spent)
                house = House(data_dir, port, lambda: process)
                eventually(lambda: house.children("worker"))
                for state in STATES:
                    if state == "warm":
                        warm_up(origin)
                    time.sleep(REST)
                    note(memory, state, parts(house))
        finally:
            EmbeddedServer(data_dir).remove()
    with running(origin, "-c", BARE, str(port)) as (process, spent):
        seconds[BARE_NAME].append(spent)
        time.sleep(REST)
        note(memory, "idle", {BARE_NAME: {process.pid}})


def note(memory: Memory, state: str, processes: dict[str, set[int]]) -> None:
    for name, pids in processes.items():
        for kind in COUNTED:
            memory[name, state, kind].append(memory_of(pids, kind))


def shown(figures: list[float], digits: int = 0) -> str:
    if not figures:
        return "–"
    middle, least, most = (f"{of(figures):.{digits}f}" for of in (median, min, max))
    return f"{middle} ({least}–{most})"


def main(runs: int, port: int) -> None:
    seconds: Seconds = defaultdict(list)
    memory: Memory = defaultdict(list)
    for _ in range(runs):
        measure(port, seconds, memory)
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores, {runs} runs\n")
    print("| seconds to ready | |\n| --- | --- |")
    for start, spent in seconds.items():
        print(f"| {start} | {shown(spent, 1)} |")
    columns = [(state, kind) for state in STATES for kind in COUNTED]
    print(f"\n| MB | {' | '.join(f'{state}, {kind}' for state, kind in columns)} |")
    print("| --- " * (len(columns) + 1) + "|")
    for name in PROCESSES:
        cells = (shown(memory[name, *column]) for column in columns)
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [5, 8320][len(given) :]))
