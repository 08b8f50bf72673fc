"""Looking at a restored installation as those who work with it would: seals, keys, files."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import held_keys
from backend.audit.actions import walk_the_seals
from backend.backup.rules.manifest import BackupRefused
from backend.cases.queries.cases import case_by_id, some_cases
from backend.database.doors import transaction
from backend.grievances.queries.stories import files, story
from backend.grievances.queries.sweeping import files_of_cases
from backend.sealing.fields import SealBroken, unseal_bytes
from backend.sealing.files import FileStore, place_of
from backend.sealing.keys import Keyring
from backend.sealing.queries import keys_for_organisation
from backend.sealing.tools import Tools

CASES_OPENED = 10


async def check_place(tools: Tools, missing: int) -> list[str]:
    """One sentence for each thing that was looked at; refused at the first that is wrong.

    ``missing``: files that were not there when the backup was made.
    """
    async with transaction(tools.engine) as session:
        return [
            await _seals(session),
            await _cases(session, tools.keyring, tools.files),
            await _files(session, tools.files, missing),
        ]


async def _seals(session: AsyncSession) -> str:
    verdict = await walk_the_seals(session)
    if verdict.misfit:
        raise BackupRefused(f"The record does not fit its seals: {verdict.misfit.flaw}.")
    return f"The record fits its {verdict.seals:,} seals."


async def _cases(session: AsyncSession, keyring: Keyring, store: FileStore) -> str:
    """Some that nobody chose are opened with the keys, with their first file."""
    known, some = await some_cases(session, CASES_OPENED)
    opened_files = 0
    for case_id in some:
        opened_files += await _open(session, keyring, store, case_id)
    return (
        f"{len(some)} of {known:,} cases were opened with the restored keys,"
        f" and {opened_files} of their files."
    )


async def _open(session: AsyncSession, keyring: Keyring, store: FileStore, case_id: UUID) -> int:
    case = await case_by_id(session, case_id)
    if case is None:
        raise BackupRefused(f"Case {case_id} cannot be read.")
    held = await held_keys(session, keyring, case.handler_id)
    try:
        keys = await keys_for_organisation(session, case_id, held)
        if await story(session, case_id, keys["account"]) is None:
            raise BackupRefused(f"Case {case_id} has no story.")
        for line in (await files(session, case_id))[:1]:
            unseal_bytes(keys["account"], await store.get(line.id), place_of(line.id))
            return 1
    except (SealBroken, KeyError):
        raise BackupRefused(f"Case {case_id} does not open with the restored keys.") from None
    return 0


async def _files(session: AsyncSession, store: FileStore, missing: int) -> str:
    named = await files_of_cases(session)
    lost = [file_id for file_id in named if not await store.has(file_id)]
    if len(lost) > missing:
        raise BackupRefused(f"{len(lost):,} of {len(named):,} files are not there.")
    if lost:
        return f"{len(lost):,} of {len(named):,} files were missing when the backup was made."
    return f"All {len(named):,} files that cases name are there."
