"""The command line: ``suara``. Imports late, so that it works on a broken installation."""

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal, NoReturn

NOT_WHOLE = "bad   requirements: {}. Install requirements.txt again, or run `make install`."
try:
    import typer
except ImportError as error:
    sys.exit(NOT_WHOLE.format(error))

DOORS = ("public", "desk")
LOOPBACK = "127.0.0.1"
#: Name → module and name of the Typer application that holds its commands, and what it is about.
CAPABILITIES = {
    "organisation": ("backend.accounts.commands:organisation", "Offices, owners, oversight."),
    "staff": ("backend.accounts.commands:staff", "People of organisations."),
    "audit": ("backend.audit.commands:app", "The record of who did what."),
    "workflow": ("backend.cases.commands:app", "The data in workflows/."),
    "report": ("backend.reports.commands:app", "Transparency reports."),
    "search": ("backend.grievances.commands:app", "The search over sealed words."),
    "backup": ("backend.supervisor.commands:backup", "A copy of everything, while it runs."),
    "restore": ("backend.supervisor.commands:restore", "Everything back, into an empty place."),
    "drill": ("backend.supervisor.commands:drill", "Try a backup and sign a report."),
    "shred": ("backend.supervisor.commands:shred", "The last traces of destroyed cases."),
    "secrets": ("backend.supervisor.commands:secrets", "Passwords and keys as files."),
    "jobs": ("backend.supervisor.commands:jobs", "Jobs that the worker gave up."),
    "metrics": ("backend.metrics.commands:metrics", "Figures for Prometheus."),
    "retention": ("backend.supervisor.commands:retention", "Cases whose time is over."),
    "language": ("backend.languages.commands:app", "Identification and catalogues."),
}

app = typer.Typer(
    help="A grievance and feedback portal about AI systems.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
database = typer.Typer(help="Addresses and roles of the database.", no_args_is_help=True)
app.add_typer(database, name="database")

DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Where everything is kept.")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535)]
Parent = Annotated[int | None, typer.Option("--parent", hidden=True)]


@app.command()
def serve(
    *,
    host: Annotated[str, typer.Option("--host")] = LOOPBACK,
    port: Port = 8000,
    workers: Annotated[int | None, typer.Option("--workers", min=1, max=64)] = None,
    doors: Annotated[str, typer.Option("--doors", help="public, desk or both.")] = "public,desk",
    data_dir: DataDir = None,
) -> None:
    """Run database, web and worker until Ctrl-C or SIGTERM."""
    _choose(data_dir=data_dir and data_dir.absolute(), workers=workers)
    _follow(host, port)
    with _explained():
        from backend.settings import settings
        from backend.supervisor.serving import Serving
        from backend.supervisor.serving import serve as run

        raise typer.Exit(run(Serving(host, port, _doors(doors)), settings()))


@app.command()
def demo(*, port: Port = 8000, data_dir: DataDir = None) -> None:
    """Serve believable data, on a data folder of its own."""
    folder = (data_dir or Path("demo-data")).absolute()
    _choose(data_dir=folder, demonstration="true")
    os.environ.setdefault("SUARA_REPORT_LAG_DAYS", "0")
    _follow(LOOPBACK, port)
    with _explained():
        from backend.settings import settings
        from backend.supervisor import demonstrating
        from backend.supervisor.serving import Serving
        from backend.supervisor.serving import serve as run

        serving = Serving(LOOPBACK, port, DOORS, demonstrating.load, demonstrating.staff_lines())
        raise typer.Exit(run(serving, settings()))


@app.command(hidden=True)
def web_process(
    *, handle: Annotated[int, typer.Option()], doors: str = "public,desk", parent: Parent = None
) -> None:
    """One web process on a socket that ``serve`` opened."""
    _begin_child(parent)
    with _explained():
        import socket

        from backend.settings import settings
        from backend.supervisor.web_process import serve_on

        serve_on(socket.socket(fileno=handle), frozenset(_doors(doors)), settings())


@app.command()
def worker(*, parent: Parent = None) -> None:
    """Run background jobs; ``serve`` does so by itself."""
    _begin_child(parent)
    with _explained():
        from backend.worker import main as run

        run()


@app.command()
def migrate() -> None:
    """Bring the database to the newest migration."""
    with _explained():
        from backend.settings import settings
        from backend.supervisor.database_at_hand import bring_up_to_date, database_running

        with database_running(settings(), founding=True):
            bring_up_to_date(settings())
    print("The database is up to date.")


@app.command()
def doctor() -> None:
    """Look at everything this installation stands on, and say what to do."""
    from backend.doctor import examine

    raise typer.Exit(examine())


@database.command()
def url(role: Annotated[Literal["owner", "public", "desk", "worker"], typer.Option()]) -> None:
    """A connection address with its password, for psql and scripts."""
    with _explained():
        from backend.database.addresses import addresses
        from backend.settings import settings

        print(getattr(addresses(settings()), role))


@database.command()
def roles(
    administrator: Annotated[
        Path | None,
        typer.Option("--administrator", help="A file with an administrator's address: do it now."),
    ] = None,
) -> None:
    """The SQL that an administrator of a PostgreSQL of one's own runs once."""
    with _explained():
        from backend.database.roles import sql_for_an_administrator
        from backend.settings import settings
        from backend.supervisor.founding import create_roles

        if administrator is None:
            print(sql_for_an_administrator(), end="")
            return
        create_roles(settings(), administrator)
    print("Roles and database are there, with the passwords of the addresses.")


def _mount(name: str, place: str, about: str) -> None:
    """Its module is imported when the command is called, never before."""

    def run(context: typer.Context) -> None:
        module, attribute = place.split(":")
        with _explained():
            found = getattr(importlib.import_module(module), attribute)
            typer.main.get_group(found)(args=context.args, prog_name=f"suara {name}")

    anything = {"allow_extra_args": True, "ignore_unknown_options": True}
    app.command(name, help=about, add_help_option=False, context_settings=anything)(run)


for _name, (_place, _about) in CAPABILITIES.items():
    _mount(_name, _place, _about)


def _doors(written: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(part.strip() for part in written.split(",")))
    if not set(wanted) <= set(DOORS):
        raise typer.BadParameter("write public, desk or public,desk", param_hint="--doors")
    return wanted


def _choose(**chosen: object) -> None:
    """Options are settings of this process and of its children."""
    for name, value in chosen.items():
        if value is not None:
            os.environ[f"SUARA_{name.upper()}"] = str(value)


def _follow(host: str, port: int) -> None:
    """Where no origin is set, links and the check of hosts follow the chosen address."""
    shown = {"0.0.0.0": LOOPBACK, "::": "[::1]"}.get(host, host)  # noqa: S104  a name, no listener
    os.environ.setdefault("SUARA_PUBLIC_ORIGIN", f"http://{shown}:{port}")


def _begin_child(parent: int | None) -> None:
    from backend.settings import settings
    from backend.supervisor import journal
    from backend.supervisor.children import end_with

    if parent is not None:
        end_with(parent)
    journal.keep(settings().log_level)


@contextmanager
def _explained() -> Iterator[None]:
    """What an operator can mend is one line and exit code 1; the rest shows where it broke."""
    try:
        yield
    except ImportError as error:
        _stop(f"This installation is not whole: {error}. Run `make install`, then `suara doctor`.")
    except Exception as error:
        from backend.supervisor.explaining import explained

        sentence = explained(error)
        if sentence is None:
            raise
        _stop(sentence)


def _stop(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise typer.Exit(1) from None


def main() -> None:
    try:
        app(prog_name="suara")
    except ImportError as error:  # reading a command line takes a package that may be missing
        sys.exit(NOT_WHOLE.format(error))


if __name__ == "__main__":
    main()
