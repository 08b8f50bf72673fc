"""Times of which some still run: Kaplan and Meier's median and ninetieth percentile."""

from collections.abc import Sequence
from typing import NamedTuple

# Sums of floating steps end a hair above the step that they stand for.
_HAIR = 1e-9


class Durations(NamedTuple):
    """``running`` are those that had lasted so long when last looked at, without having ended."""

    ended: Sequence[float]
    running: Sequence[float]


def time_until(share: float, durations: Durations) -> float | None:
    """The time within which this share had ended; None if so many never have.

    Running ones count as at risk until they were last looked at (Kaplan and Meier 1958).
    """
    if not durations.ended:
        return None
    # Only the worker counts; the doors need not load scipy.
    from scipy.stats import CensoredData, ecdf  # noqa: PLC0415  loads scipy

    surviving = ecdf(CensoredData(uncensored=durations.ended, right=durations.running)).sf
    for time, left in zip(surviving.quantiles, surviving.probabilities, strict=True):
        if left <= 1 - share + _HAIR:
            return float(time)
    return None
