"""The services of docker-compose.yml by their very commands: a complaint goes through them all."""

import json
import re
from pathlib import Path

import httpx
import psycopg

from backend.sealing.keys import MasterKey
from tests.factories.api import ACCOUNT, file_by_program
from tests.factories.house import eventually
from tests.factories.pages import send_form, visible
from tests.factories.second_factor import set_up_phone
from tests.factories.services import DESK, PUBLIC, Services, Straight

PASSWORD = "quiet rivers carry heavy boats"
ANSWER = "We look into it, and write to you on Monday."
METRIC = re.compile(r"^(suara_\w+?)(?:\{(.*)\})? (\S+)$", re.MULTILINE)
#: All that a figure may be told by. Routes are templates; no value comes from a request.
LABELS = {"method", "route", "status", "le"}


def browser(services: Services, name: str, host: str) -> httpx.AsyncClient:
    straight = Straight(services.port(name))
    return httpx.AsyncClient(transport=straight, base_url=f"https://{host}", timeout=60)


async def test_a_complaint_is_filed_answered_and_read_through_services_apart(
    services: Services, office: str
):
    async with browser(services, "public", PUBLIC) as person:
        filed = await file_by_program(person)
        async with browser(services, "desk", DESK) as desk:
            await signed_in(desk, office)
            address = f"/desk/cases/{filed['reference']}"
            page = await desk.get(address)
            assert ACCOUNT in visible(page.text)
            hidden = dict(re.findall('name="(revision|seen)" value="([^"]*)"', page.text))
            written = await send_form(desk, address, hidden | {"act": "message", "message": ANSWER})
            assert written.status_code == 303, visible(written.text)
        await send_form(person, "/en/follow", {"receipt_code": filed["receipt_code"]})
        assert ANSWER in visible((await person.get("/en/follow/case")).text)


async def signed_in(desk: httpx.AsyncClient, invitation: str) -> None:
    passwords = {"password": PASSWORD, "password_again": PASSWORD}
    await send_form(desk, "/desk/invitation", {"invitation": invitation} | passwords)
    who = {"email": "may@example.org", "password": PASSWORD}
    answer = await send_form(desk, "/desk/sign-in", who)
    assert answer.status_code == 303, visible(answer.text)
    await set_up_phone(desk)


def held_by(pid: int) -> str:
    """What a process was started with, and every file of ours that it could read by name."""
    return Path(f"/proc/{pid}/environ").read_text("utf-8", errors="replace")


def test_the_public_service_holds_nothing_that_opens_a_case(services: Services, office: str):
    key = MasterKey.read(services.folder / "secrets" / "master_key").key
    public = services.running["public"].pid
    assert "MASTER_KEY" not in held_by(public)
    assert key.hex() not in held_by(public)
    own = services.folder / "run" / "public"
    assert [path.name for path in own.iterdir()] == ["suara_database_public_url"]
    for path in (services.folder / "data" / "public").rglob("*"):
        assert not path.is_file() or key.hex().encode() not in path.read_bytes()
    address = (own / "suara_database_public_url").read_text("ascii").strip()
    with psycopg.connect(address) as connection:
        for table in ("organisations", "key_slots", "cases"):
            readable = connection.execute(
                "SELECT count(*) FROM information_schema.column_privileges WHERE table_name = %s"
                " AND grantee = 'suara_public' AND column_name = 'sealed_private_key'", (table,)
            ).fetchone()  # fmt: skip
            assert readable == (0,)
        assert connection.execute("SELECT count(*) FROM key_slots").fetchone() == (0,)


async def test_neither_door_answers_for_the_other(services: Services):
    async with browser(services, "public", PUBLIC) as person:
        assert (await person.get("/desk/sign-in")).status_code == 404
    async with browser(services, "desk", DESK) as desk:
        assert (await desk.get("/en/complain/story")).status_code == 404
        assert (await desk.get("https://elsewhere.example/desk/sign-in")).status_code == 421


def test_the_roles_of_services_own_nothing(services: Services):
    with psycopg.connect(f"{services.server.administrator}/suara") as connection:
        owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
        assert connection.execute(owners).fetchall() == [("suara_owner",)]


def test_roles_and_migration_may_run_at_each_start(services: Services):
    assert "are there" in services.once("roles")
    assert services.once("migrate") == "The database is up to date.\n"
    assert services.is_well("public")
    assert services.is_well("desk")


def test_the_doctor_of_services_apart_misses_nothing_but_the_made_up_name(
    services: Services, office: str
):
    said = services.run("operator").stdout.splitlines()
    bad = [line for line in said if line.startswith(("bad", "later"))]
    (left,) = [line for line in bad if not line.startswith("bad   backup: there is none")]
    assert left.startswith(f"bad   public address: {PUBLIC} is not a name that can be looked up")


def test_the_operators_service_makes_a_backup_and_its_age_is_told(services: Services, office: str):
    made = list((services.folder / "shared").glob("*.backup"))
    never = "suara_backup_age_seconds +Inf" in services.figures("metrics")
    assert never == (not made)
    assert ".backup: " in services.once("operator", "backup", "/backups")
    (age,) = re.findall(
        r"^suara_backup_age_seconds (\S+)$", services.figures("metrics"), re.MULTILINE
    )
    assert 0 <= float(age) < 600


def test_the_operators_service_drills_with_the_newest_backup(services: Services, office: str):
    services.once("operator", "backup", "/backups")
    said = services.once("operator", "drill", "/backups")
    assert "signed with the key" in said
    report, *_ = (services.folder / "shared").glob("drill-*.json")
    assert json.loads(report.read_text("utf-8"))["report"]["passed"] is True
    assert not list((services.folder / "data" / "operator").glob("suara-drill-*"))


async def test_figures_tell_by_nothing_but_templates_of_routes(services: Services, office: str):
    async with browser(services, "public", PUBLIC) as person, browser(services, "desk", DESK) as d:
        await file_by_program(person)
        for path in ("/en/systems", "/en/nothing-like-this", "/en/systems/geheim"):
            await person.get(path)
        await d.get("/desk/cases/TH-2026-7F3K2-9")
    names = set()
    for service in ("public", "desk", "metrics"):
        for name, labels, _ in METRIC.findall(services.figures(service)):
            names.add(name)
            told = dict(re.findall(r'(\w+)="([^"]*)"', labels))
            assert set(told) <= LABELS, labels
            assert told.get("method", "GET") in {"GET", "HEAD", "POST"}
            assert told.get("status", "200").isdecimal()
            route = told.get("route", "")
            assert "geheim" not in route
            assert "7F3K2" not in route
            assert not re.search("complain|follow|grievances", route), "its minute would be told"
    assert {"suara_requests_total", "suara_request_seconds_count", "suara_filings_total",
            "suara_jobs_waiting", "suara_jobs_oldest_seconds", "suara_cases_late",
            "suara_backup_age_seconds", "suara_unsealed_seconds"} <= names  # fmt: skip


async def test_all_web_processes_of_a_door_are_counted_together(services: Services):
    def answered() -> float:
        found = METRIC.findall(services.figures("public"))
        return sum(
            float(value)
            for name, labels, value in found
            if name == "suara_requests_total" and '"/{locale}/systems"' in labels
        )

    before = answered()
    for _ in range(20):
        async with browser(services, "public", PUBLIC) as person:
            assert (await person.get("/en/systems")).status_code == 200
    assert answered() == before + 20


def test_no_line_of_any_service_quotes_what_was_filed(services: Services, office: str):
    for name in services.running:
        assert ACCOUNT not in services.log(name)
        assert "127.0.0.1/" not in services.log(name)


def test_a_service_that_is_told_to_stop_ends_well(services: Services):
    services.running["metrics"].terminate()
    assert services.running["metrics"].wait(20) == 0
    services.start("metrics")
    assert eventually(lambda: services.is_well("metrics"), within=60)
