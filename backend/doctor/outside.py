"""Looking at what stands around the installation: mail, engine, fonts, proxies, its name."""

import asyncio
import importlib
import shutil
import smtplib
import socket
import subprocess
from urllib.parse import urlsplit

from backend.doctor.findings import BAD, GOOD, NOTE, Finding, addresses_here, settings_here

ENOUGH_REQUESTS = 50
SCRIPTS = {"th": "Thai", "my": "Burmese", "km": "Khmer", "lo": "Lao", "ta": "Tamil"}


def check_mail() -> Finding:
    address = settings_here().smtp_url
    if not address:
        return Finding(NOTE, "SUARA_SMTP_URL is not set: messages stay on the desk's outbox page.")
    parts = urlsplit(address)
    server = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    try:
        with server(parts.hostname or "", parts.port or 0, timeout=5) as connection:
            connection.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Finding(BAD, f"{parts.hostname} does not answer ({error}): see SUARA_SMTP_URL.")
    return Finding(GOOD, f"{parts.hostname} answers.")


def check_fonts() -> Finding:
    if shutil.which("fc-list") is None:
        return Finding(NOTE, "unknown; only printing on this machine needs them.")
    missing = [name for code, name in SCRIPTS.items() if not _fonts_for(code)]
    if missing:
        return Finding(NOTE, f"none here for {', '.join(missing)}; readers use those of their own.")
    return Finding(GOOD, "all our scripts.")


def _fonts_for(code: str) -> str:
    asked = ["fc-list", f":lang={code}", "family"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout  # noqa: S603  our own words


def check_proxies() -> Finding:
    """Behind an unnamed proxy everybody shares one limit."""
    chosen = settings_here()
    psycopg = importlib.import_module("psycopg")
    with psycopg.connect(addresses_here().owner, connect_timeout=5) as connection:
        ask = "SELECT coalesce(sum(count), 0), count(DISTINCT network) FROM rate_counters"
        requests, networks = connection.execute(ask).fetchone()
    advice = "name the proxy's network in SUARA_TRUSTED_PROXIES."
    if networks == 1 and requests >= ENOUGH_REQUESTS:
        return Finding(BAD, f"everybody seems to come from one network: {advice}")
    if chosen.public_origin.startswith("https:") and not chosen.trusted_proxies:
        return Finding(NOTE, f"https is spoken by something before us: {advice}")
    return Finding(GOOD, f"{len(chosen.trusted_proxies)} trusted.")


def check_name() -> Finding:
    host = urlsplit(settings_here().public_origin).hostname or ""
    try:
        socket.getaddrinfo(host, None)
    except OSError:
        return Finding(BAD, f"{host} is not a name that can be looked up: see SUARA_PUBLIC_ORIGIN.")
    return Finding(GOOD, host)


def check_engine() -> Finding:
    """Whether it answers, and what it offers of our languages; no text is sent."""
    chosen = settings_here()
    if not chosen.translation_engine_url:
        return Finding(NOTE, "SUARA_TRANSLATION_ENGINE_URL is not set: people translate.")
    engine = importlib.import_module("backend.languages.engines.registry").engine_of(chosen)
    faults = importlib.import_module("backend.languages.engines.protocol")
    try:
        pairs = asyncio.run(engine.pairs())
    except faults.EngineFault as fault:
        return Finding(
            BAD, f"no list of languages ({fault.kept_as}): see SUARA_TRANSLATION_ENGINE_URL."
        )
    offered = sorted({tag for pair in pairs for tag in (pair.source, pair.target)})
    ours = importlib.import_module("backend.languages.locales").OURS
    missing = [tag for tag in ours if tag not in offered]
    said = f"answers; offers {', '.join(offered) or 'none of our languages'}"
    return Finding(
        GOOD if offered else BAD, said + (f", not {', '.join(missing)}." if missing else ".")
    )
