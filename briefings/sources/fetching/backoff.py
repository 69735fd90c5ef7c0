"""How long to leave a source alone after it failed."""

from __future__ import annotations

from datetime import timedelta

FIRST = timedelta(minutes=5)
LONGEST = timedelta(hours=24)


def backoff(failures: int, chance: float) -> timedelta:
    """The wait after so many failures in a row: five minutes, doubled each time, at most a day.

    ``chance``, in [0, 1), spreads it over the upper half, so that sources that failed together (our own network was
    down) are not all asked again in the same second.
    """
    if failures <= 0:
        return timedelta(0)
    doublings = min(failures - 1, 16)
    return min(LONGEST, FIRST * (1 << doublings)) * (0.5 + 0.5 * chance)
