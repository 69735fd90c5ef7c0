"""Turns due subscriptions into posts: what a channel is to read now, queued in one transaction with the next slot."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from adapters.inbound import Channel
from adapters.message import Message
from adapters.platform import Limits
from adapters.split import split
from bot.ledger.deliveries import Post
from bot.ledger.ledger import Ledger, Plan
from bot.present_digests import present_digest, with_stories_to_open
from bot.present_subscriptions import present_nothing_since, with_lateness
from bot.subscriptions.mutes import without
from bot.subscriptions.subscription import Due, Missed, Subscription, WhenEmpty, due
from briefings.engine import Briefings
from briefings.errors import StoreError
from briefings.models import Digest, Length, Scope, StoryDigest, Told

log = logging.getLogger(__name__)

AT_ONCE = 50
"""Subscriptions that are planned in one transaction: whoever waits to have a question kept waits 30 ms for it."""
POINTS = ("made", "planned")
"""Where a kill must do no harm: after digests are made, and after each transaction that queues them."""
MEMORY = timedelta(days=30)
"""How long a channel's past is looked through for what it was told."""
FIRST_REACH = timedelta(days=1)
"""How far back the first digest of a subscription reaches."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a digest is made from: two channels that want the same get the same, made once."""

    scope: Scope
    since: datetime
    topics: tuple[str, ...]
    mutes: tuple[str, ...]
    length: Length
    stories: int
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class _Made:
    """What was made for the channels before, for those that want the same."""

    digests: dict[Wanted, Digest] = field(default_factory=dict)
    parts: dict[tuple[object, ...], tuple[Message, ...]] = field(default_factory=dict)


class Planner:
    """Plans what is due; its methods block and use the processor: call them from a worker thread.

    Args:
        ledger: where subscriptions and posts are kept.
        briefings: the engine.
        scope_of: what a channel may see.
        limits_of: what a platform's messages hold, by its name.
        give_way: called between two subscriptions; may wait.
        reached: called at each of ``POINTS``; for the tests of that.
    """

    def __init__(
        self,
        ledger: Ledger,
        briefings: Briefings,
        scope_of: Callable[[Channel], Scope],
        limits_of: Callable[[str], Limits],
        *,
        give_way: Callable[[], None] = lambda: None,
        reached: Callable[[str], None] = lambda _point: None,
    ) -> None:
        self._latest: datetime | None = None
        self._give_way = give_way
        self._reached = reached
        self._ledger = ledger
        self._briefings = briefings
        self._scope_of = scope_of
        self._limits_of = limits_of

    def plan_due(self, now: datetime) -> int:
        """Plan every subscription whose slot has come; gives how many posts were queued.

        One that cannot be planned is logged, waits for the next time and delays no other.
        """
        if self._latest is None or now < self._latest:
            self._ledger.release_slots(now, was_put_back=self._latest is not None)
        self._latest = now
        queued = 0
        made = _Made()
        failed: set[int] = set()
        while waiting := [each for each in self._ledger.due(now, AT_ONCE + len(failed)) if each.id not in failed]:
            plans = []
            for subscription in waiting:
                self._give_way()
                try:
                    plans.append(self._plan(subscription, now, made))
                except StoreError:
                    raise
                except Exception:
                    log.exception("subscription %d of %s cannot be planned", subscription.id, subscription.channel)
                    failed.add(subscription.id)
            self._reached("made")
            queued += self._ledger.plan(plans, now)
            self._reached("planned")
        return queued

    def fit(self, message: Message, platform: str) -> tuple[Message, ...]:
        """A message in parts that a platform takes."""
        return split(message, self._limits_of(platform))

    def preview(self, subscription: Subscription, now: datetime) -> Message:
        """What would be posted now, exactly as it would be."""
        return _present(subscription, self._digest(self._wanted(subscription), now, _Made()), None)

    def _plan(self, subscription: Subscription, now: datetime, made: _Made) -> Plan:
        outcome = due(subscription, now)
        if outcome is None:  # the rules of its time zone were changed since its slot was stored
            return Plan(subscription, Due(None, (), subscription.terms.schedule.first_from(subscription.next.nominal)))
        if outcome.slot is None:
            return Plan(subscription, outcome, told_until=now if outcome.forget else None)
        wanted = self._wanted(subscription)
        digest = self._digest(wanted, now, made)
        if not digest.stories and subscription.terms.when_empty is WhenEmpty.SILENT:
            missed = (*outcome.missed, Missed(outcome.slot, "there was nothing new"))
            return Plan(subscription, replace(outcome, slot=None, missed=missed))
        missed_at = outcome.slot.at if outcome.late else None
        platform, terms = subscription.channel.platform, subscription.terms
        alike = (wanted, platform, terms.schedule.zone, terms.language, missed_at)
        if alike not in made.parts:
            made.parts[alike] = self.fit(_present(subscription, digest, missed_at), platform)
        post = Post(
            subscription.cause(outcome.slot.nominal),
            subscription.channel,
            made.parts[alike],
            tuple(told for story in digest.stories for told in story.told),
            threaded=subscription.terms.threads,
        )
        return Plan(subscription, outcome, (post,), now)

    def _wanted(self, subscription: Subscription) -> Wanted:
        terms, channel = subscription.terms, subscription.channel
        since = subscription.told_until or subscription.next.at - FIRST_REACH
        told = self._ledger.told(channel, subscription.next.at - MEMORY)
        scope = self._scope_of(channel)
        return Wanted(scope, since, terms.topics, terms.mutes, terms.length, terms.stories, tuple(told))

    def _digest(self, wanted: Wanted, now: datetime, made: _Made) -> Digest:
        if wanted not in made.digests:
            made.digests[wanted] = digest_of(self._briefings, wanted, now)
        return made.digests[wanted]


def digest_of(briefings: Briefings, wanted: Wanted, now: datetime) -> Digest:
    """The stories that a subscription asks for, each once, without what is muted."""
    found: dict[int, StoryDigest] = {}
    for topic in wanted.topics or ("",):
        digest = briefings.digest(
            wanted.scope,
            now,
            topic=topic,
            since=wanted.since,
            length=wanted.length,
            told=wanted.told,
            limit=wanted.stories + len(wanted.mutes),
        )
        for story in digest.stories:
            found.setdefault(story.story.id, story)
    heard = [left for each in found.values() if (left := without(each, wanted.mutes))]
    kept = tuple(heard[: wanted.stories])
    articles = sum(len(each.story.article_ids) for each in kept)
    return Digest(kept, now, articles, wanted.since, ", ".join(wanted.topics))


def _present(subscription: Subscription, digest: Digest, missed: datetime | None) -> Message:
    """The digest as a message; ``missed`` is when it was due, where it comes late."""
    zone, language = ZoneInfo(subscription.terms.schedule.zone), subscription.terms.language
    if digest.stories:
        stories = [told.story for told in digest.stories]
        message = with_stories_to_open(present_digest(digest, zone, hints=False, language=language), stories)
    else:
        message = present_nothing_since(digest, zone, language)
    return with_lateness(message, missed, zone, language) if missed else message
