"""Commands of operators: secrets, backup, restore, drill, shred and retention."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from backend import clock
from backend.backup.actions.drilling import drill as try_backup
from backend.backup.actions.drilling import (
    newest_backup,
    signed,
    signing_key,
    trusted_key,
    verified,
)
from backend.backup.actions.expiring import known_folders, remove_expired_everywhere
from backend.backup.actions.making import Making, make_backup
from backend.backup.actions.places import restore as restore_into
from backend.backup.actions.restoring import Restoring
from backend.backup.actions.shown import Shown
from backend.backup.actions.shredding import shred_traces, waits
from backend.backup.rules.manifest import BackupRefused
from backend.database.addresses import addresses
from backend.database.doors import transaction, worker_engine
from backend.database.embedded import administrator_of
from backend.database.queue import try_failed_again
from backend.destruction.actions.ledger_file import copy_ledger
from backend.destruction.actions.retaining import ask_about_ended
from backend.destruction.queries.retention import at_their_end
from backend.destruction.rules.retention import AtItsEnd
from backend.settings import settings
from backend.supervisor.database_at_hand import database_running
from backend.supervisor.founding import BACKUP_PASSPHRASE, make_secrets
from backend.supervisor.serving import on_paper

SHORTEST = 12
#: Options may stand behind the argument: for click these commands are groups without commands.
ANY_ORDER = {"allow_interspersed_args": True}
backup = typer.Typer(help="A copy of everything, while it runs.", context_settings=ANY_ORDER)
restore = typer.Typer(
    help="Everything from a backup, into an empty place.", context_settings=ANY_ORDER
)
drill = typer.Typer(
    help="Try a backup in a scratch place and sign a report.", context_settings=ANY_ORDER
)
shred = typer.Typer(
    help="Take the last traces of destroyed cases away.", context_settings=ANY_ORDER
)
retention = typer.Typer(
    help="Ask offices about cases whose time is over.", context_settings=ANY_ORDER
)
jobs = typer.Typer(help="Jobs that the worker gave up.", no_args_is_help=True)
secrets = typer.Typer(
    help="Passwords and keys as files, for services apart.", context_settings=ANY_ORDER
)

Target = Annotated[Path, typer.Argument(help="A file, or a folder of backups.")]
DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Where everything is kept.")]
Ledger = Annotated[
    Path | None, typer.Option("--ledger", help="The newest ledger of erasures, if elsewhere.")
]


def _shown() -> Shown:
    return Shown(Console(stderr=True))


def _passphrase(*, new: bool) -> str:
    """Never on the command line, where others could read it."""
    file = settings().backup_passphrase_file
    if file:
        found = _read(file).strip("\r\n")
    else:
        found = typer.prompt("Passphrase of the backup", hide_input=True, confirmation_prompt=new)
    if new and len(found) < SHORTEST:
        raise BackupRefused(f"Choose a passphrase of at least {SHORTEST} characters.")
    return str(found)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise BackupRefused(f"{file} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError:
        raise BackupRefused(f"{file} is no text.") from None


@jobs.callback()
def about_jobs() -> None:
    """Jobs that the worker gave up."""


@jobs.command("again")
def try_again() -> None:
    """Once the cause is mended: all of them wait for the worker anew."""
    with database_running(settings()):
        print(f"{asyncio.run(_again()):,} jobs wait again.")


async def _again() -> int:
    async with worker_engine(settings()) as engine, transaction(engine) as session:
        return await try_failed_again(session)


@secrets.callback(invoke_without_command=True)
def make_files(
    folder: Annotated[Path, typer.Argument(help="An empty folder.")],
    host: Annotated[str, typer.Option("--host", help="Where PostgreSQL is.")] = "database:5432",
) -> None:
    """A file for each secret of docker-compose.yml. What must be on paper is shown once."""
    key = make_secrets(folder, host)
    print(f"The master key was made in {folder}. Without it nobody can open a case again.")
    print("Write these groups on paper and lock the paper away:")
    for line in on_paper(key):
        print(f"  {line}")
    print(f"Keep a copy of {folder / BACKUP_PASSPHRASE} away from this machine too.")


@backup.callback(invoke_without_command=True)
def make(target: Annotated[Path, typer.Argument(help="A folder of backups.")]) -> None:
    """Database, files and master key, sealed with a passphrase; old ones are removed."""
    chosen, now = settings(), clock.now()
    passphrase = _passphrase(new=True)
    with database_running(chosen):
        owner = addresses(chosen).owner
        path, manifest = make_backup(Making(chosen, owner, passphrase, now, _shown()), target)
        removed = remove_expired_everywhere(owner, chosen.backup_days, now)
    rows = sum(table.rows for table in manifest.tables.values())
    print(f"{path}: {rows:,} rows, {manifest.files:,} files, {path.stat().st_size / 2**20:.1f} MB.")
    if manifest.missing:
        print(f"{manifest.missing:,} files that cases name are missing from the store.")
    for old in removed:
        print(f"{old} was older than {chosen.backup_days} days and is removed.")


@restore.callback(invoke_without_command=True)
def bring_back(
    target: Target,
    data_dir: DataDir = None,
    ledger: Ledger = None,
    *,
    ledger_lost: Annotated[
        bool, typer.Option("--ledger-lost", help="What was destroyed since the backup comes back.")
    ] = False,
) -> None:
    """Refused where a Suara has run already, and where the file is not whole."""
    chosen = settings()
    if data_dir:
        chosen = chosen.model_copy(update={"data_dir": data_dir.absolute()})
    restoring = Restoring(
        chosen, newest_backup(target), _passphrase(new=False), _shown(), ledger, ledger_lost
    )
    restored = restore_into(restoring, clock.now())
    for sentence in restored.said:
        print(sentence)
    made_at = restored.manifest.made_at
    print(f"Everything is as it was at {made_at:%Y-%m-%d %H:%M} UTC. Start `suara serve`.")


@drill.callback(invoke_without_command=True)
def try_newest(
    target: Annotated[Path, typer.Argument(help="A backup, a folder of them, or a report.")],
    report: Annotated[Path | None, typer.Option("--report", help="Where it is written.")] = None,
    *,
    verify: Annotated[bool, typer.Option("--verify", help="Look at a report instead.")] = False,
    key: Annotated[
        str | None, typer.Option("--key", help="The public key that is trusted.")
    ] = None,
) -> None:
    """Once a month. The report goes beside the backup, unless told otherwise."""
    chosen, now = settings(), clock.now()
    if verify:
        found = verified(_read(target), [trusted_key(chosen, key)])
        print(f"The signature is right. Passed: {found['passed']}.")
        return
    path = newest_backup(target)
    restoring = Restoring(chosen, path, _passphrase(new=False), _shown())
    signs = signing_key(chosen)
    found = try_backup(restoring, now)
    there = report or path.with_name(f"drill-{now:%Y%m%dT%H%M%SZ}.json")
    there.write_text(signed(found, signs) + "\n", encoding="utf-8")
    for name, value in found.items():
        lines = value if isinstance(value, list) else [f"{name}: {value}"]
        print(*lines, sep="\n")
    print(f"Report: {there}, signed with the key {trusted_key(chosen, None)}.")
    if not found["passed"]:
        raise typer.Exit(1)


@shred.callback(invoke_without_command=True)
def take_traces_away(*, data_dir: DataDir = None) -> None:
    """`serve` does so each hour where something was destroyed; elsewhere once a night."""
    chosen, now = settings(), clock.now()
    if data_dir:
        chosen = chosen.model_copy(update={"data_dir": data_dir.absolute()})
    with database_running(chosen):
        owner = addresses(chosen).owner
        for folder in known_folders(owner):
            copy_ledger(chosen.ledger_file, folder)
        for old in remove_expired_everywhere(owner, chosen.backup_days, now):
            print(f"{old} was older than {chosen.backup_days} days and is removed.")
        if waits(owner):
            count = shred_traces(owner, administrator_of(chosen), now)
            print(f"The last traces of {count:,} destroyed cases are gone from the disk.")


@retention.callback(invoke_without_command=True)
def look_at_ends(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would go.")] = False,
) -> None:
    """The worker does so each night: two people of each office are asked."""
    with database_running(settings()):
        asyncio.run(_retention(dry_run=dry_run))


async def _retention(*, dry_run: bool) -> None:
    async with worker_engine(settings()) as engine, transaction(engine) as session:
        found = [line async for line in at_their_end(session, clock.now())]
        for line in found:
            print(_written(line))
        held = sum(line.held for line in found)
        print(f"{len(found) - held:,} cases have reached their end; {held:,} more are held.")
        if not dry_run:
            new = await ask_about_ended(session, clock.now())
            print(f"{new:,} of them were put to two people of their office.")


def _written(line: AtItsEnd) -> str:
    state = "held" if line.held else "asked" if line.asked else "new"
    days = f"closed {line.closed_on}  until {line.kept_until}"
    return f"{line.reference}  {line.ended_as}  {days}  {state}"
