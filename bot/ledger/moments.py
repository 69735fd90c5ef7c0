"""Times as the ledger keeps them: microseconds since 1970 in UTC, which sort and compare as numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(at: datetime) -> int:
    """A time as the ledger keeps it."""
    return (at - _EPOCH) // _MICROSECOND


def moment(number: int) -> datetime:
    """A time as the ledger kept it."""
    return _EPOCH + number * _MICROSECOND
