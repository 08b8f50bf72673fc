"""What an operator is told when the start cannot go on, and what to do about it."""

from backend.backup.actions.shredding import StillInUse
from backend.backup.rules.manifest import BackupRefused
from backend.data_files import DataFault
from backend.database import explaining as database
from backend.destruction.rules.ledger import LedgerBroken
from backend.errors import NO_ROOM
from backend.metrics.commands import MetricsAddressTaken, NoMetricsAddress
from backend.sealing.keys import MasterKeyExposed, MasterKeyMissing, MasterKeyUnreadable
from backend.supervisor.founding import SecretsThere
from backend.supervisor.serving import PortTaken

SENTENCES: dict[type[BaseException], str] = {
    PortTaken: "Port {1} of {0} cannot be used ({2}). Choose another one with --port"
    " (make: PORT=8100).",
    MasterKeyMissing: "The master key {0} is missing: no case of this installation can be opened."
    " Bring the file back, or type the recovery sheet into it.",
    MasterKeyExposed: "Others may read the master key {0}: run `chmod 600` on it.",
    MasterKeyUnreadable: "{0} holds no master key, or not all of it. Bring the file back, or"
    " type the recovery sheet into it.",
    SecretsThere: "{0} holds something already, and nothing there is overwritten: name an empty"
    " folder.",
    NoMetricsAddress: "SUARA_METRICS_ADDRESS is not set: say where Prometheus may ask.",
    MetricsAddressTaken: "SUARA_METRICS_ADDRESS {0} cannot be used ({1}): choose another one.",
    DataFault: "{0}",
    BackupRefused: "{0}",
    LedgerBroken: "The ledger of erasures was changed: its line {0} does not follow the one before."
    " Bring back a whole copy; one lies beside each folder of backups.",
    StillInUse: "Somebody still works on what was there before ({0}): a backup, or a long query."
    " It is tried again within the hour.",
}


def explained(error: BaseException) -> str | None:
    """One sentence, or None for an error that no operator can mend."""
    for kind, sentence in SENTENCES.items():
        if isinstance(error, kind):
            return sentence.format(*error.args)
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return "There is no room left on a disk: make some, and try it again. `df -h` says which."
    return database.explained(error)
