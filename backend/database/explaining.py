"""What an operator is told when the database cannot be used, and what to do about it."""

import psycopg

from backend.database.addresses import AddressNotSet, NoDatabaseYet
from backend.database.embedded import DataFolderInUse, NoServerFound, ServerDidNotStart
from backend.database.roles import ServerTooOld, WrongLocale

SENTENCES: dict[type[BaseException], str] = {
    NoDatabaseYet: "There is no database yet. Start `suara serve` with this data folder first,"
    " name the right one in SUARA_DATA_DIR, or set SUARA_DATABASE_URL.",
    AddressNotSet: "{0} is not set. A service apart does only what its own address is for:"
    " `suara serve --doors public`, `suara serve --doors desk` or `suara worker`.",
    NoServerFound: "No PostgreSQL was found ({0}): install the locked requirements, or Debian's"
    " postgresql, or set SUARA_DATABASE_URL.",
    DataFolderInUse: "Another Suara runs on the data folder {0}. Stop it, or choose another folder"
    " with --data-dir.",
    ServerDidNotStart: "PostgreSQL did not start: {0}",
    ServerTooOld: "PostgreSQL {0} is too old: Suara needs 15 or newer.",
    WrongLocale: "The database cluster must have encoding UTF8 and a locale that knows letters,"
    " such as C.UTF-8.",
}


def explained(error: BaseException) -> str | None:
    """One sentence, or None for an error that is not the database's."""
    for kind, sentence in SENTENCES.items():
        if isinstance(error, kind):
            return sentence.format(*error.args or ("",))
    origin = getattr(error, "orig", None) or error
    if isinstance(origin, psycopg.OperationalError):
        return (
            f"The database does not answer ({_first_line(origin)}). Is `suara serve` running with"
            " this data folder, or is SUARA_DATABASE_URL right?"
        )
    if isinstance(origin, psycopg.errors.UndefinedTable):
        return "The database has not all tables of this version: run `suara migrate`."
    return None


def _first_line(error: psycopg.Error) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0]
