"""Who has a case open beside oneself."""

from dataclasses import dataclass
from datetime import timedelta

#: Browsers ask anew every twenty seconds; whoever was not heard of for so long is gone.
HERE_FOR = timedelta(seconds=60)


@dataclass(frozen=True)
class PresentPerson:
    name: str
    writing: bool
