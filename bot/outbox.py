r"""What becomes of a post: the states of a delivery and every step between them. Pure.

::

    queued --claim--> sending --Sent--> sent
      ^                  |  \--Rejected: busy--> queued (later)
      |                  |  \--Rejected: for good--> held | discarded
      |                  |--Ambiguous, or a crash--> unsure
      |                                               | after the settle time
      '--Absent--------- looked for in the channel <--'--Sent--> sent
                                   |--Unreadable for now--> unsure (later, for an hour)
                                   \--Unreadable--> held (a person decides)

``sending`` is committed before the wire, so from there on nobody can know without looking: "send, then mark" doubles
posts under a kill, "mark, then send" loses them. Where a platform itself drops a second post with the same marker, and
still remembers it, sending again takes the place of looking.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from adapters.inbound import Channel, MessageRef
from adapters.message import Message
from adapters.platform import Absent, Ambiguous, Finding, Limits, Reason, Receipt, Rejected, Sent

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=10)
LOOKED_FOR = timedelta(hours=1)
"""How long a post is looked for in a history that cannot be read for now, before a person has to decide."""
_NONCE_MARGIN = 0.8  # of the time that a platform says it remembers a marker
_CLOCKS_APART = timedelta(hours=25)
"""How far a computer's clock and the platform's may be apart: a clock that keeps local time for UTC is 14 hours off."""
_PUT_BACK = timedelta(days=30)
"""How long ago a post may have been sent whose own time lies ahead, because the clock was put back since."""


class State(StrEnum):
    """Where a delivery stands."""

    QUEUED = "queued"
    SENDING = "sending"
    UNSURE = "unsure"
    HELD = "held"
    SENT = "sent"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One platform post, frozen as it will be sent.

    ``cause``, ``channel`` and ``part`` name it for ever; ``marker`` is what it is found again by. ``root`` is the post
    whose thread it belongs in. ``tried`` is when the latest send was committed, ``first_tried`` the first.
    """

    id: int
    cause: str
    channel: Channel
    part: int
    marker: str
    message: Message
    state: State
    attempts: int = 0
    tried: datetime | None = None
    first_tried: datetime | None = None
    root: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """Commit ``sending``, then send."""


@dataclass(frozen=True, slots=True)
class Look:
    """Look for the marker in the channel, from ``since`` on."""

    since: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """Too early to tell."""

    until: datetime


Step: TypeAlias = Send | Look | Wait


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a delivery is now.

    ``not_before`` is when the next step may come; ``pause_channel`` until when nothing else may go there either.
    ``refused`` is the platform's reason where the whole subscription has to stop.
    """

    state: State
    not_before: datetime
    ref: MessageRef | None = None
    detail: str = ""
    pause_channel: datetime | None = None
    refused: Reason | None = None


def marker(*parts: object) -> str:
    """What a post is found again by, the same at every try: 24 letters that follow from what it is."""
    return hashlib.blake2b("\n".join(map(str, parts)).encode(), digest_size=12).hexdigest()


def next_step(delivery: Delivery, now: datetime, limits: Limits) -> Step:
    """What to do with a delivery that nobody holds a lease on."""
    if delivery.state is State.QUEUED or delivery.tried is None or delivery.first_tried is None:
        return Send()
    settled = delivery.tried + timedelta(seconds=limits.settle_time)
    if now < delivery.tried:  # the clock was put back, so it cannot tell how old a marker is
        return Look(now - _PUT_BACK)
    if now < settled:
        return Wait(settled)
    if now < delivery.first_tried + timedelta(seconds=limits.nonce_time * _NONCE_MARGIN):
        return Send()
    # Whoever looks too late in the history doubles the post; the latest posts come first, so only an absent one costs.
    return Look(delivery.first_tried - _CLOCKS_APART)


def after_sending(delivery: Delivery, receipt: Receipt, now: datetime, limits: Limits, chance: float) -> Verdict:
    """What a send made of a delivery; ``chance``, 0 to 1, spreads the next tries."""
    spacing = now + timedelta(seconds=1 / limits.posts_per_second)
    if isinstance(receipt, Sent):
        return Verdict(State.SENT, now, receipt.ref, pause_channel=spacing)
    if isinstance(receipt, Ambiguous):
        return Verdict(State.UNSURE, now + timedelta(seconds=limits.settle_time), detail=receipt.detail)
    return _after_refusal(delivery, receipt, now, chance)


def after_looking(delivery: Delivery, finding: Finding, now: datetime) -> Verdict:
    """What looking for the marker made of a delivery; an absent one may be sent at once."""
    if isinstance(finding, Sent):
        return Verdict(State.SENT, now, finding.ref)
    if isinstance(finding, Absent):
        return Verdict(State.QUEUED, now)
    passed = now - (delivery.tried or now)
    if finding.for_now and passed < LOOKED_FOR:
        later = now + min(max(passed / 2, FIRST_PAUSE), LONGEST_PAUSE)
        return Verdict(State.UNSURE, later, detail=f"the channel's history cannot be read now ({finding.detail})")
    return Verdict(
        State.HELD,
        now,
        detail=f"it may have been posted already, and the channel's history cannot be read ({finding.detail})",
    )


def _after_refusal(delivery: Delivery, refusal: Rejected, now: datetime, chance: float) -> Verdict:
    said = refusal.detail or refusal.reason.value
    match refusal.reason:
        case Reason.LIMITED | Reason.UNAVAILABLE:
            pause = backoff(delivery.attempts, chance)
            if refusal.retry_after is not None:
                pause = max(timedelta(seconds=refusal.retry_after), timedelta(0))
            later = now + pause
            return Verdict(State.QUEUED, later, detail=said, pause_channel=later)
        case Reason.GONE | Reason.REVOKED:
            return Verdict(State.DISCARDED, now, detail=said, refused=refusal.reason)
        case Reason.FORBIDDEN:
            return Verdict(State.HELD, now, detail=said, refused=refusal.reason)
        case Reason.INVALID:
            return Verdict(State.HELD, now, detail=said)


def backoff(attempts: int, chance: float) -> timedelta:
    """A pause that doubles with every try, half of it by chance so that many do not come back at once."""
    whole = min(FIRST_PAUSE * float(2 ** min(attempts, 16)), LONGEST_PAUSE)
    return whole * (0.5 + 0.5 * chance)
