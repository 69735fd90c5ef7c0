"""What a server's headers say about time and type.  Pure: headers and the time in, values out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"\d{1,10}")
_DIRECTIVE = re.compile(r"""\s*([\w-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s,"]*)))?\s*(?:,|$)""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)


def read_type(value: str) -> tuple[str, str]:
    """The media type, lower case and without parameters, and the charset: ``text/html``, ``utf-8``."""
    charset = _CHARSET.search(value)
    return value.partition(";")[0].strip().lower(), charset[1].lower() if charset else ""


def read_retry_after(value: str, now: datetime, most: timedelta) -> datetime | None:
    """When to come back, from seconds or an HTTP date; never before now, never later than ``most`` from now."""
    value = value.strip()
    if _SECONDS.fullmatch(value):
        return now + min(timedelta(seconds=int(value)), most)
    moment = read_date(value)
    return min(max(moment, now), now + most) if moment else None


def read_freshness(headers: Mapping[str, str], now: datetime, most: timedelta) -> datetime | None:
    """How long asking again is pointless (RFC 9111: max-age less Age, else Expires less Date); None if not at all."""
    directives = {
        name.lower(): quoted or plain for name, quoted, plain in _DIRECTIVE.findall(headers.get("cache-control", ""))
    }
    if directives.keys() & {"no-store", "no-cache"}:
        return None
    if "max-age" in directives:
        age = headers.get("age", "0").strip()
        lifetime = _read_seconds(directives["max-age"]) - _read_seconds(age)
    else:
        expires, sent = read_date(headers.get("expires", "")), read_date(headers.get("date", ""))
        lifetime = expires - (sent or now) if expires else timedelta(0)
    return now + min(lifetime, most) if lifetime > timedelta(0) else None


def _read_seconds(value: str) -> timedelta:
    return timedelta(seconds=int(value)) if _SECONDS.fullmatch(value) else timedelta(0)


def read_date(value: str) -> datetime | None:
    """An HTTP date in UTC; None for what is none ("0", "-1", "soon")."""
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None
