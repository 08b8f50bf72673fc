"""What every report says of our own use of AI, so that it is true of that report."""

from backend.languages.messages import Message, msg
from backend.reports.rules.figures import ReportFigures

#: Of reports from before complaints with machine translations were counted: there were none.
_NO_MACHINE = msg("No complaint was translated, sorted or decided by a machine.")
_COUNTED = msg(
    "No complaint was sorted or decided by a machine. How many were translated by one is counted in"
    " this report, and hidden where they are few. Such a translation is marked as a machine's."
)
_LANGUAGES = msg(
    "A program guesses the language of each complaint. The person who complains can correct"
    " it, and so can our staff."
)


def ai_use(figures: ReportFigures) -> tuple[Message, ...]:
    counted = figures.table("machine-translations") is not None
    return (_COUNTED if counted else _NO_MACHINE, _LANGUAGES)
