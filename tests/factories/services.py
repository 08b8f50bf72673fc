"""The services of docker-compose.yml as processes of this machine, by their very commands."""

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from ruamel.yaml import YAML

from backend.database.embedded import EmbeddedServer
from tests.factories.house import eventually
from tests.factories.ports import free_port

ROOT = Path(__file__).parents[2]
PUBLIC, DESK = "complaints.example", "desk.example"
_VARIABLE = re.compile(r"\$\{(\w+)(?::[-?]([^}]*))?\}")
_CHOSEN = {"SUARA_PUBLIC_HOST": PUBLIC, "SUARA_DESK_HOST": DESK, "SUARA_PUBLIC_WORKERS": "2",
           "SUARA_DESK_WORKERS": "1"}  # fmt: skip
LONGEST = 120.0


def compose() -> dict[str, Any]:
    with (ROOT / "docker-compose.yml").open(encoding="utf-8") as file:
        read: dict[str, Any] = YAML(typ="safe").load(file)
    return read


@dataclass
class Services:
    """``at``: the ports at which this machine has what the containers have at 8000 and 9464."""

    folder: Path
    server: EmbeddedServer
    file: dict[str, Any] = field(default_factory=compose)
    at: dict[tuple[str, int], int] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)
    #: Networks whose forwarded address counts: on this machine the proxy's is another.
    proxies: str = "127.0.0.1/32"

    def port(self, name: str, inside: int = 8000) -> int:
        return self.at.setdefault((name, inside), free_port())

    def environment(self, name: str) -> dict[str, str]:
        """That of the file, with folders of this machine, and nothing else that is ours."""
        given = {key: self._here(name, str(value)) for key, value in
                 self.file["services"][name].get("environment", {}).items()}  # fmt: skip
        if "SUARA_TRUSTED_PROXIES" in given:
            given["SUARA_TRUSTED_PROXIES"] = self.proxies
        given["SUARA_DATA_DIR"] = str(self._data(name))
        if "TMPDIR" in given:
            given["TMPDIR"] = given["SUARA_DATA_DIR"]
        kept = {key: value for key, value in os.environ.items() if not key.startswith("SUARA_")}
        return kept | given

    def command(self, name: str, *instead: str) -> list[str]:
        words = list(instead or self.file["services"][name]["command"])
        here = [self._here(name, word) for word in words]
        if words[0] == "serve":
            here += ["--port", str(self.port(name))]
        return [sys.executable, "-m", "backend", *here]

    def _here(self, name: str, text: str) -> str:
        text = _VARIABLE.sub(lambda found: _CHOSEN.get(found[1], found[2] or ""), text)
        text = text.replace("/run/secrets", str(self._secrets(name)))
        for shared in ("/ledger", "/backups"):
            if text.startswith(shared):
                text = text.replace(shared, str(self.folder / "shared"), 1)
        for inside in (8000, 9464):
            for host in ("127.0.0.1", "0.0.0.0"):  # noqa: S104  only names, to be replaced
                text = text.replace(f"{host}:{inside}", f"{host}:{self.port(name, inside)}")
        return text

    def _secrets(self, name: str) -> Path:
        """A folder with the secrets of this service only."""
        own = self.folder / "run" / name
        own.mkdir(parents=True, exist_ok=True)
        for secret in self.file["services"][name].get("secrets", []):
            if not (own / secret).exists():
                (own / secret).hardlink_to(self.folder / "secrets" / secret)
        return own

    def _data(self, name: str) -> Path:
        """A folder of its own, and in it the folder of files that all share."""
        own, files = self.folder / "data" / name, self.folder / "files"
        for one in (own, files, self.folder / "shared"):
            one.mkdir(parents=True, exist_ok=True)
        if "files:/data/files" in self.file["services"][name].get("volumes", []):
            with contextlib.suppress(FileExistsError):
                (own / "files").symlink_to(files)
        return own

    def once(self, name: str, *instead: str, **given: str) -> str:
        """A service that ends well, or another command in its place; what it said."""
        done = self.run(name, *instead, **given)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def run(self, name: str, *instead: str, **given: str) -> subprocess.CompletedProcess[str]:
        """``given``: settings instead of the file's."""
        return subprocess.run(  # noqa: S603  our own program
            self.command(name, *instead), env=self.environment(name) | given, cwd=ROOT, text=True,
            capture_output=True, timeout=LONGEST, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def start(self, name: str) -> None:
        with (self.folder / f"{name}.log").open("w", encoding="utf-8") as log:
            self.running[name] = subprocess.Popen(  # noqa: S603  our own program
                self.command(name), env=self.environment(name), cwd=ROOT, text=True, stdout=log,
                stderr=log, stdin=subprocess.DEVNULL,
            )  # fmt: skip

    def is_well(self, name: str) -> bool:
        """Asks as the file's healthcheck does."""
        asked = self.file["services"][name]["healthcheck"]["test"][1:]
        words = [sys.executable, *(self._here(name, word) for word in asked[1:])]
        return subprocess.run(words, check=False, capture_output=True).returncode == 0  # noqa: S603  our own words

    def wait_for(self, name: str) -> None:
        assert eventually(lambda: self.is_well(name), within=LONGEST), self.log(name)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text("utf-8")

    def figures(self, name: str) -> str:
        answer = httpx.get(f"http://127.0.0.1:{self.port(name, 9464)}/metrics")
        assert answer.status_code == 200
        return answer.text


@contextlib.contextmanager
def no_services_yet(folder: Path) -> Iterator[Services]:
    """A cluster with roles, and secrets: nothing is migrated, and nothing runs."""
    server = EmbeddedServer(folder / "cluster")
    server.start()
    services = Services(folder, server)
    secrets = folder / "secrets"
    try:
        make = [sys.executable, "-m", "backend", "secrets", str(secrets)]
        host = ["--host", f"127.0.0.1:{server.port}"]
        subprocess.run([*make, *host], check=True, cwd=ROOT, capture_output=True)  # noqa: S603  our own words
        (secrets / "administrator_url").write_text(server.administrator + "\n", "utf-8")
        services.once("roles")
        yield services
    finally:
        for process in reversed(services.running.values()):
            process.terminate()
        for process in services.running.values():
            process.wait(60)
        server.remove()


@contextlib.contextmanager
def the_services(folder: Path) -> Iterator[Services]:
    """All that stay up, in the file's order, on a cluster of their own."""
    with no_services_yet(folder) as services:
        services.once("migrate")
        for name in ("public", "desk", "worker", "metrics"):
            services.start(name)
        for name in ("public", "desk", "metrics"):
            services.wait_for(name)
        yield services


class Straight(httpx.AsyncHTTPTransport):
    """Speaks to a service as the proxy does: under the public name, without https."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        there = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return await super().handle_async_request(sent_to(there, request))


def sent_to(there: httpx.URL, request: httpx.Request) -> httpx.Request:
    """A copy: the client reads from its own which site it has spoken to."""
    return httpx.Request(
        request.method, there, headers=request.headers, stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.host},
    )  # fmt: skip
