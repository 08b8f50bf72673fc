"""The real Caddy on deploy/Caddyfile, in front of the services of this machine."""

import contextlib
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.factories.house import eventually
from tests.factories.ports import free_port
from tests.factories.services import DESK, PUBLIC, ROOT, Services, sent_to

CADDY = shutil.which("caddy")
ROOT_CERTIFICATE = "caddy/pki/authorities/local/root.crt"


@dataclass(frozen=True)
class Proxy:
    """Listens for both names at ``port`` (https) and at ``plain`` (http)."""

    folder: Path
    port: int
    plain: int

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.folder / ROOT_CERTIFICATE))

    def browser(self, host: str, **headers: str) -> httpx.AsyncClient:
        """As if the name led here; follows nothing by itself."""
        return httpx.AsyncClient(
            transport=Here(self.port, self.trust), base_url=f"https://{host}", headers=headers,
            timeout=60,
        )  # fmt: skip

    def connection(self, host: str) -> ssl.SSLSocket:
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=40)
        return self.trust.wrap_socket(plain, server_hostname=host)

    def log(self) -> str:
        return (self.folder / "caddy.log").read_text("utf-8")


class Here(httpx.AsyncHTTPTransport):
    """Every name leads to a port of this machine, and the certificate is still looked at."""

    def __init__(self, port: int, trust: ssl.SSLContext) -> None:
        super().__init__(verify=trust)
        self._port = port

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        there = request.url.copy_with(host="127.0.0.1", port=self._port)
        return await super().handle_async_request(sent_to(there, request))


def environment_of(services: Services, folder: Path) -> dict[str, str]:
    return os.environ | {
        "SUARA_PUBLIC_HOST": PUBLIC, "SUARA_DESK_HOST": DESK,
        "SUARA_CERTIFICATES": "local_certs", "SUARA_HTTP_PORT": str(free_port()),
        "SUARA_HTTPS_PORT": str(free_port()), "SUARA_PROXY_HEALTH_PORT": str(free_port()),
        "SUARA_PUBLIC_SERVICE": f"127.0.0.1:{services.port('public')}",
        "SUARA_DESK_SERVICE": f"127.0.0.1:{services.port('desk')}",
        "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder),
    }  # fmt: skip


@contextlib.contextmanager
def a_proxy(services: Services, folder: Path) -> Iterator[Proxy]:
    assert CADDY
    given = environment_of(services, folder)
    words = [CADDY, "run", "--adapter", "caddyfile", "--config", str(ROOT / "deploy/Caddyfile")]
    with (folder / "caddy.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(words, env=given, stdout=log, stderr=log)  # noqa: S603  found by name
    proxy = Proxy(folder, int(given["SUARA_HTTPS_PORT"]), int(given["SUARA_HTTP_PORT"]))
    try:
        assert eventually(lambda: _stands(given, proxy), within=40), proxy.log()
        yield proxy
    finally:
        process.terminate()
        process.wait(20)


def _stands(given: dict[str, str], proxy: Proxy) -> bool:
    """As the healthcheck asks; and both names have a certificate."""
    with contextlib.suppress(httpx.HTTPError, OSError):
        port = given["SUARA_PROXY_HEALTH_PORT"]
        well = httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).status_code == 200
        for host in (PUBLIC, DESK):
            proxy.connection(host).close()
        return well
    return False
