"""When a feed is fetched next, and when we give it up. Pure: what happened in, the feed's new state out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from briefings.errors import SourceError
from briefings.intake.ports import USUAL_RHYTHM, FeedState, Standing
from briefings.sources.feeds import Entry
from briefings.sources.fetching import Fetched, FetchError, FetchFault, backoff

DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_SHARE = timedelta(hours=6)  # a feed of one article a day is asked four times a day
_IDLE = 1.25  # an unchanged feed is asked ever less often
_PATIENCE = 10  # failures in a row,
_PATIENT_FOR = timedelta(days=2)  # over this long, until we pause a feed
_PERMANENT = 3  # failures that only a change of the address or a setting can mend
_NETWORK = frozenset({FetchFault.DNS, FetchFault.CONNECT, FetchFault.TIMEOUT})
"""What fails when our own network is down, too."""
_FAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The shortest and the longest time between two fetches of a feed."""

    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(hours=24)

    def clip(self, wait: timedelta) -> timedelta:
        """The wait within the bounds."""
        return min(max(wait, self.shortest), self.longest)


def succeeded(
    state: FeedState,
    now: datetime,
    chance: float,
    bounds: Bounds,
    *,
    fetched: Fetched | None = None,
    rhythm: timedelta | None = None,
) -> FeedState:
    """The feed after a good fetch.

    Args:
        state: as it was.
        now: the time.
        chance: in [0, 1), spreads the feeds that were added together.
        bounds: what the operator allows.
        fetched: the answer; None for what is not on the web.
        rhythm: how often to ask by what was found (``find_rhythm``); None if nothing had changed.
    """
    every = bounds.clip(rhythm or state.every * _IDLE)
    following = now + bounds.clip(every * (0.9 + 0.2 * chance))
    if fetched and fetched.fresh_until:
        following = max(following, min(fetched.fresh_until, now + bounds.longest))
    return replace(
        state,
        address=(fetched.moved if fetched else "") or state.address,
        etag=fetched.etag if fetched else "",
        last_modified=fetched.last_modified if fetched else "",
        last_try=now,
        last_success=now,
        next_try=following,
        failures=0,
        failing_since=None,
        error="",
        every=every,
    )


def failed(
    state: FeedState, error: SourceError, now: datetime, chance: float, others_work: bool | None = None
) -> FeedState:
    """The feed after a bad fetch: asked again ever later, and in the end not at all.

    ``others_work`` says whether any other feed could be fetched lately: while none can it is our network that fails,
    and no feed is given up for that. None where there is no other feed.
    """
    fault = error.kind if isinstance(error, FetchError) else None
    failures, since = state.failures + 1, state.failing_since or now
    permanent = isinstance(error, FetchError) and error.permanent and failures >= _PERMANENT
    lasting = failures >= _PATIENCE and now - since >= _PATIENT_FOR
    ours = fault in _NETWORK and others_work is False
    standing = state.standing
    if fault is FetchFault.GONE:
        standing = Standing.RETIRED
    elif permanent or (lasting and not ours):
        standing = Standing.PAUSED
    following = now + backoff(failures, chance)
    if isinstance(error, FetchError) and error.retry_after:
        following = max(following, error.retry_after)
    stopped = standing is not Standing.ACTIVE
    return replace(
        state,
        standing=standing,
        last_try=now,
        next_try=now + _FAR if stopped else following,
        failures=failures,
        failing_since=since,
        error=str(error),
        stopped=now if stopped else None,
    )


def find_rhythm(entries: Sequence[Entry], every: timedelta | None, now: datetime) -> timedelta:
    """How often to ask a feed, by the dates of its entries; never more often than it says that it changes."""
    dates = [entry.published for entry in entries if entry.published and now - _WEEK <= entry.published <= now]
    if dates:
        span = max(now - min(dates), timedelta(hours=1))
        observed = _SHARE * (span / DAY) / len(dates)
    else:
        observed = DAY if any(entry.published for entry in entries) else USUAL_RHYTHM
    return max(observed, min(every, DAY)) if every else observed
