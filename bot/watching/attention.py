"""Which scopes a round has to look at: those that see something that changed, and some others in turn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime, timedelta

from adapters.inbound import Channel
from briefings.engine import Briefings
from briefings.models import Scope
from briefings.ports import StoryChange

IN_TURN = 50
"""Scopes that each round looks at whatever changed, so that what no change tells of is found within minutes."""
LATE = timedelta(hours=1)
"""A change counts from when its reading began, and can appear so much later."""


class Attention:
    """Remembers what changed before and who sees what, so that a round without news costs next to nothing.

    Args:
        briefings: the engine.
        scope_of: what a channel may see; asked for a channel when its scope is looked at.
    """

    def __init__(self, briefings: Briefings, scope_of: Callable[[Channel], Scope]) -> None:
        self._briefings = briefings
        self._scope_of = scope_of
        self._scopes: dict[Channel, Scope] = {}
        self._members: dict[Scope, dict[Channel, None]] = {}
        self._changes: frozenset[StoryChange] = frozenset()
        self._latest: datetime | None = None
        self._seen: set[Scope] = set()
        self._due: dict[Scope, None] = {}  # until each was looked at to its end
        self._turn = 0

    def channels(self, scope: Scope) -> Collection[Channel]:
        """Those of the channels that have a scope, the first one first."""
        return tuple(self._members.get(scope, ()))

    def scope(self, channel: Channel) -> Scope:
        """What a channel may see, as of when its scope was looked at last."""
        return self._scopes.get(channel) or self._scope_of(channel)

    def look_round(self, channels: Iterable[Channel], now: datetime) -> None:
        """Find out what has to be looked at for these channels now."""
        for channel in (present := dict.fromkeys(channels)):
            if channel not in self._scopes:
                self._put(channel, self._scope_of(channel))
        for channel in [each for each in self._scopes if each not in present]:
            self._members[self._scopes.pop(channel)].pop(channel)
        stirred = self._stirred(now)
        scopes = [scope for scope, members in self._members.items() if members]
        self._members = {scope: self._members[scope] for scope in scopes}
        self._seen.intersection_update(scopes)
        self._due |= dict.fromkeys(
            scope
            for scope in scopes
            if scope not in self._seen or scope.workspace in stirred or (scope.shared and scope.shared in stirred)
        )
        self._due |= dict.fromkeys(self._in_turn(scopes))

    def due(self) -> Iterator[Scope]:
        """The scopes to look at, one after the other; each is due until the next one is asked for."""
        while self._due:
            scope = next(iter(self._due))
            for channel in self.channels(scope):
                self._put(channel, self._scope_of(channel))
            if self.channels(scope):
                yield scope
                self._seen.add(scope)
            del self._due[scope]

    def call(self, scopes: Iterable[Scope]) -> None:
        """Have scopes looked at in this round, too."""
        self._due |= dict.fromkeys(scope for scope in scopes if scope in self._members)

    def _put(self, channel: Channel, scope: Scope) -> None:
        before = self._scopes.get(channel)
        if before == scope:
            return
        if before is not None:
            self._members[before].pop(channel)
            self._due[scope] = None  # it sees other things now
        self._scopes[channel] = scope
        self._members.setdefault(scope, {})[channel] = None

    def _stirred(self, now: datetime) -> frozenset[str]:
        """The workspaces that see something that was not there at the last look."""
        since = min(now, self._latest or now) - LATE
        found = self._briefings.changes(since)
        new, self._changes, self._latest = found - self._changes, found, now
        return self._briefings.readers(new) if new else frozenset()

    def _in_turn(self, scopes: list[Scope]) -> list[Scope]:
        first = self._turn if self._turn < len(scopes) else 0
        self._turn = first + IN_TURN
        return scopes[first : self._turn]
