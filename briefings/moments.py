"""Times as databases keep them: microseconds since 1970 in UTC, which sort and compare as numbers (pure)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(when: datetime) -> int:
    """An aware time as a number.

    Raises:
        ValueError: the time has no zone, so nobody knows when it is.
    """
    if when.tzinfo is None:
        raise ValueError(f"{when} has no time zone")
    return (when - _EPOCH) // MICROSECOND


def moment(number: int) -> datetime:
    """The time that a number stands for, in UTC."""
    return _EPOCH + number * MICROSECOND
