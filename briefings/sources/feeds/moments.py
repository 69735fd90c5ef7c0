"""When an entry was published: the many ways in which feeds write a date, and which of them to believe."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import struct_time

from briefings.sources.dates import parse_date

_OLDEST = 1990  # the web's first year; zero and 1970 are what a publisher's program says when it does not know
_AHEAD = timedelta(hours=1)  # what a clock may be wrong by


def read_moment(
    text: str, parsed: struct_time | Sequence[int] | None = None, now: datetime | None = None
) -> datetime | None:
    """The moment that a feed's date names, in UTC; None for what is no date, and for one that cannot be true.

    A date without a zone is taken as UTC. ``parsed`` is what feedparser made of it, for the forms that we do not
    know. ``now`` rules out dates to come: an article that comes too early is as new as its coming.
    """
    moment = _written(" ".join(text[:100].split())) or _from_tuple(parsed)
    if moment is None or moment.year < _OLDEST or (now is not None and moment > now + _AHEAD):
        return None
    return moment


def _written(text: str) -> datetime | None:
    if re.match(r"\d{8}T\d{4}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:11]}:{text[11:13]}" + re.sub(r"^(\d\d)", r":\1", text[13:])
    if moment := parse_date(re.sub(r"\.\d+(?=$|[Z+-])", "", text)):
        return moment
    if not re.search(r"[A-Za-z]{3}", text):
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _from_tuple(parsed: struct_time | Sequence[int] | None) -> datetime | None:
    if parsed is None:
        return None
    try:
        year, month, day, hour, minute, second = parsed[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)  # 60 is a leap second
    except (ValueError, TypeError, OverflowError):
        return None
