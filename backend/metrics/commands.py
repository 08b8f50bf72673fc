"""``suara metrics``: answers Prometheus until it is stopped."""

import contextlib
import os
import signal
import threading

import typer
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

from backend.database.addresses import AddressNotSet, address_of
from backend.metrics.collecting import DatabaseFigures
from backend.settings import SHARED_FOLDER, Settings, settings

metrics = typer.Typer(help="Figures for Prometheus.")


class NoMetricsAddress(Exception):
    """SUARA_METRICS_ADDRESS is not set."""


class MetricsAddressTaken(Exception):
    """Carries the address and the reason."""


@metrics.callback(invoke_without_command=True)
def answer() -> None:
    """At SUARA_METRICS_ADDRESS; ``serve`` does so by itself where that is set."""
    chosen = settings()
    if chosen.metrics_address is None:
        raise NoMetricsAddress
    host, _, port = chosen.metrics_address.rpartition(":")
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    try:
        server, thread = start_http_server(int(port), host.strip("[]"), registry_of(chosen))
    except OSError as error:
        raise MetricsAddressTaken(chosen.metrics_address, error.strerror) from error
    told.wait()
    server.shutdown()
    thread.join()


def registry_of(chosen: Settings) -> CollectorRegistry:
    """Of web processes where ``serve`` gave them a folder; of the database where we may ask it."""
    registry = CollectorRegistry()
    if os.environ.get(SHARED_FOLDER):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # ships none for it
    with contextlib.suppress(AddressNotSet):
        registry.register(DatabaseFigures(address_of(chosen, "worker")))
    return registry
