"""What the complainant reads about their case: what they just did, what comes next and by when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from backend.cases.rules.stages import Stage
from backend.languages.messages import Message, msg

#: After an act of their own.
DONE: dict[str, Message] = {
    "write": msg("Your message is with the office."),
    "withdraw": msg("Your complaint is withdrawn. The office stops working on it."),
    "object": msg("Your objection is with the office. Below you see by when it is answered."),
    "solved": msg("Thank you. The office now knows that it is solved."),
    "not_solved": msg("The office now knows that it is not solved, and looks at it again."),
    "erase": msg("The office is asked to destroy your complaint. Below you see what comes next."),
    "translation_wrong": msg("Thank you. The office looks at the translation again."),
}

#: Clocks that the complainant sees, in the order in which they run.
COMING: dict[str, Message] = {
    "acknowledge": msg("By %(day)s a person of the office confirms that they read it."),
    "decide": msg("By %(day)s you get a decision with its reasons."),
    "objection": msg("By %(day)s the office answers you about the decision again."),
    "remedy": msg("By %(day)s what was promised is done."),
    "contest": msg("Until %(day)s you can object to the decision."),
}
LATE = msg("This was due on %(day)s. The office is late; its supervisors are told.")
YOUR_TURN = msg(
    "The office waits for your answer. Until then the time for its decision stands still."
)
NOTHING_MORE: dict[Stage, Message] = {
    Stage.REFERRED: msg("This office does not go on with it. Its last message says who does."),
    Stage.WITHDRAWN: msg("Nothing more happens. You can make a new complaint at any time."),
    Stage.CLOSED: msg("The office has finished its work on it."),
}


@dataclass(frozen=True)
class NextStep:
    words: Message
    on: date | None = None


def next_steps(stage: Stage, due: Mapping[str, date], today: date) -> list[NextStep]:
    """``due``: running clock → the day that the complainant was told."""
    if stage is Stage.AWAITING_COMPLAINANT:
        return [NextStep(YOUR_TURN)]
    steps = [
        NextStep(LATE if day < today else words, day)
        for name, words in COMING.items()
        if (day := due.get(name)) and not (name == "contest" and day < today)
    ]
    return steps or [NextStep(words) for words in [NOTHING_MORE.get(stage)] if words]
