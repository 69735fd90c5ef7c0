"""What Slack's errors mean for the ledger: surely not posted, and what mends it, or nobody knows (pure).

https://docs.slack.dev/reference/methods/chat.postMessage#errors and its neighbours
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from importlib.resources import files

from adapters.platform import Ambiguous, Reason, Rejected
from adapters.slack.payload import Payload, word

_LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
_UNKNOWN = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "timeout"})
"""Slack failed over it: the post may be there all the same."""

_FIXES: Mapping[str, tuple[Reason, str]] = {
    error: (Reason[reason], fix)
    for reason, fixes in tomllib.loads((files(__package__) / "data" / "refusals.toml").read_text("utf-8")).items()
    for error, fix in fixes.items()
}


def read_refusal(status: int, data: Payload, retry_after: str | None = None) -> Rejected | Ambiguous:
    """Tell what an answer without ``ok`` means, from its HTTP status, its body and its Retry-After header."""
    error = word(data, "error")
    if status == 429 or error in _LIMITED:
        return Rejected(Reason.LIMITED, error or "ratelimited", read_seconds(retry_after))
    if not error and 400 <= status < 500 and status != 408:
        return Rejected(Reason.INVALID, f"HTTP {status}: there is no such method at the address in SLACK_API_URL")
    if status >= 500 or error in _UNKNOWN or not error:
        return Ambiguous(error or f"HTTP {status} without an error's name")
    reason, fix = _FIXES.get(error, (Reason.FORBIDDEN if error.startswith("restricted_action") else Reason.INVALID, ""))
    needed = word(data, "needed")
    detail = f"{error} ({needed})" if needed else error
    more = _described(data)
    return Rejected(reason, ": ".join(filter(None, (detail, fix, more))))


def lacks(rejected: Rejected, error: str) -> bool:
    """Whether a refusal was for this error."""
    return rejected.detail.partition(":")[0].partition(" ")[0] == error


def _described(data: Payload) -> str:
    """Slack's own words on which part of a message it does not take."""
    described = data.get("response_metadata")
    messages = described.get("messages") if isinstance(described, Mapping) else None
    return str(messages[0])[:200] if isinstance(messages, list) and messages else ""


def read_seconds(header: str | None) -> float | None:
    """Read how long to wait; None where that is not told."""
    try:
        seconds = float(header or "")
    except ValueError:
        return None
    return seconds if seconds >= 0 and math.isfinite(seconds) else None
