"""What Discord's errors mean for whoever posts. Pure.

The codes are those of Discord's documentation, "Opcodes and Status Codes: JSON".
"""

from __future__ import annotations

from typing import Final

from adapters.platform import Ambiguous, Reason, Rejected

UNKNOWN_CHANNEL: Final = 10003
UNKNOWN_MESSAGE: Final = 10008
NO_HISTORY: Final = 160002
WRONG_CHANNEL: Final = 50024
ALREADY_ANSWERED: Final = 40060
ALREADY_CROSSPOSTED: Final = 40033
HAS_THREAD: Final = 160004
INVALID_FORM: Final = 50035
FAILED_OVER_IT = "Discord answered 500"
"""What is said of a request that a server stumbled over; what stands before one answers 502 to 504."""

_WRITE_LIMIT = frozenset({20016, 20022, 20028, 20029})
_CLOSED = {
    50007: "this person takes no direct messages from the bot",
    160005: "the thread is locked",
    50083: "the thread is archived",
    20009: "Discord does not let this be shown to everybody here",
    50278: "this person has no server in common with the bot, or takes no direct messages from it",
}


def read_refusal(status: int, code: int, said: str) -> Rejected | Ambiguous:
    """Tell what an answer other than success means; ``said`` are Discord's own words.

    From 500 on nobody knows whether the request was taken, unless there is no such route (501).
    """
    words = " ".join(said.split())[:300]
    if status >= 500 and status != 501:
        return Ambiguous(f"Discord answered {status}")
    if status == 429 or code in _WRITE_LIMIT:
        return Rejected(Reason.LIMITED, words or "too many requests")
    if code in _CLOSED:
        return Rejected(Reason.FORBIDDEN, _CLOSED[code])
    if status == 401 and code != 50027:
        return Rejected(Reason.REVOKED, "Discord does not accept the bot's token; make a new one and set DISCORD_TOKEN")
    if status == 403:
        return Rejected(Reason.FORBIDDEN, words or "a permission is missing")
    if status in (404, 410) or code == 50027:
        return Rejected(Reason.GONE, words or "it no longer exists")
    return Rejected(Reason.INVALID, f"{words or 'Discord does not accept this'} ({status}, {code})")
