"""Finds what moved since it was told, and queues what is to be said of it before the next digest.

What happens is decided by the pure modules beside this one; that it happens once is the ledger's doing: every post has
a cause that names the state of the story it tells of. So a round may be broken off anywhere and begun again.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta, tzinfo
from functools import cache, cached_property
from zoneinfo import ZoneInfo

from adapters.inbound import Channel
from adapters.message import Message
from adapters.platform import Limits
from adapters.split import split
from bot.ledger.amendments import Amendment, Correction
from bot.ledger.deliveries import Post
from bot.ledger.ledger import Ledger
from bot.planning import MEMORY
from bot.present_watching import present_alert, present_update
from bot.subscriptions.languages import PLAIN
from bot.subscriptions.schedule import instant
from bot.subscriptions.subscription import Gate, Subscription
from bot.watching.alerts import may_break, publishers_within
from bot.watching.asking import Asker
from bot.watching.attention import Attention
from bot.watching.updates import (
    Later,
    corrected,
    correction_key,
    decide,
    quiet_until,
    revision_key,
    split_off,
    timing,
    wanted_by,
)
from bot.watching.watches import Watch
from briefings.engine import Briefings
from briefings.errors import NewsbriefError
from briefings.models import Edition, Length, Novelty, Scope, StoryDigest, Told
from briefings.ports import StoryRow
from briefings.stories.hearing import Heard

log = logging.getLogger(__name__)

REACH = timedelta(days=1)
"""What moved longer ago is not told between digests any more, such as after a long downtime."""
AT_ONCE = 25
"""Channels that are told in one transaction."""
_NEWS = frozenset(Novelty) - {Novelty.CORRECTED}


class _Round:
    """What one look at the news needs, each found out once and only where something moved."""

    def __init__(self, ledger: Ledger, attention: Attention, now: datetime) -> None:
        self.now = now
        self._ledger = ledger
        self._attention = attention
        self._heard: dict[Channel, Heard] = {}
        self.subscriptions = cache(ledger.subscriptions)
        self.followers = cache(self._followers)
        self.news: dict[tuple[object, ...], StoryDigest | None] = {}
        self.publishers: dict[tuple[int, ...], set[str]] = {}  # of articles
        self.parts: dict[tuple[object, ...], tuple[Message, ...]] = {}

    @cached_property
    def watches(self) -> Mapping[Scope, list[Watch]]:
        """Every watch that can be told, by what it sees."""
        found: dict[Scope, list[Watch]] = defaultdict(list)
        for each in self._ledger.watching.watches():
            found[self._attention.scope(each.asked_in)].append(each)
        return found

    @cached_property
    def alerted(self) -> Mapping[Channel, list[Subscription]]:
        """The subscriptions that ask for breaking news."""
        found: dict[Channel, list[Subscription]] = defaultdict(list)
        for each in self._ledger.watching.alerted():
            found[each.channel].append(each)
        return found

    def heard(self, channel: Channel) -> Heard:
        """What a channel was told in the time that is looked back."""
        if channel not in self._heard:
            self._heard[channel] = Heard.of(self._ledger.told(channel, self.now - MEMORY))
        return self._heard[channel]

    def _followers(self, article_ids: tuple[int, ...]) -> Mapping[Scope, list[Channel]]:
        """The channels that were told from any of these articles, by what they see."""
        found: dict[Scope, list[Channel]] = defaultdict(list)
        for channel in self._ledger.watching.followers(article_ids):
            found[self._attention.scope(channel)].append(channel)
        return found


class Watcher:
    """Tells of what moved; its methods block and use the processor: call them from the thread that plans digests.

    In that thread no digest can tell the same meanwhile.

    Args:
        ledger: what was told, and who watches what.
        briefings: the engine.
        scope_of: what a channel may see.
        limits_of: what a platform's messages hold, by its name.
        zone: the zone of those who named none.
    """

    def __init__(
        self,
        ledger: Ledger,
        briefings: Briefings,
        scope_of: Callable[[Channel], Scope],
        limits_of: Callable[[str], Limits],
        zone: tzinfo,
    ) -> None:
        self._ledger = ledger
        self._briefings = briefings
        self._attention = Attention(briefings, scope_of)
        self._limits_of = limits_of
        self._zone = zone
        self._asker = Asker(ledger, briefings, limits_of, zone)
        self._known: dict[Scope, dict[int, tuple[Edition, ...]]] = {}
        self._again: dict[tuple[Scope, int], datetime] = {}

    def watch(self, now: datetime) -> int:
        """Look at everything that moved; gives how many posts were queued."""
        return sum(self.steps(now))

    def steps(self, now: datetime) -> Iterator[int]:
        """The same in small steps, so that a digest can be planned in between; each gives how many posts were queued.

        What a channel was told is looked up within its step.
        """
        book = self._ledger.watching
        about = _Round(self._ledger, self._attention, now)
        self._attention.look_round([*book.channels(), *book.watched_from()], now)
        self._attention.call(scope for (scope, _), at in self._again.items() if at <= now)
        if self._asker.waits:
            self._attention.call(self._asker.called(about.watches))
        for scope in self._attention.due():
            yield from self._look_at(scope, about)

    def _look_at(self, scope: Scope, about: _Round) -> Iterator[int]:
        """Tell what there is to tell of what one scope sees."""
        known = self._known.setdefault(scope, {})
        rows = self._briefings.moved(scope, about.now - REACH)
        for row in rows:
            moved = known.get(row.id) != row.editions
            if moved or self._again.get((scope, row.id), about.now + REACH) <= about.now:
                self._again.pop((scope, row.id), None)
                yield from self._look(scope, row, about)
            if moved:
                self._asker.notice(scope, row, known.get(row.id, ()), about.watches.get(scope, ()))
            known[row.id] = row.editions
        self._known[scope] = {row.id: row.editions for row in rows}
        yield self._asker.ask(scope, about.watches.get(scope, ()), about.now) if self._asker.waits else 0

    def _look(self, scope: Scope, row: StoryRow, about: _Round) -> Iterator[int]:
        """Tell what there is to tell of one story; what is wrong with it keeps no other from being told."""
        try:
            yield from self._follow(scope, row, about)
            yield self._alert(scope, row, about)
        except NewsbriefError:
            raise  # the database: it concerns every story, and the next round tries again
        except Exception:
            log.exception("story %d cannot be told until it moves again", row.id)

    # Stories that were told

    def _follow(self, scope: Scope, row: StoryRow, about: _Round) -> Iterator[int]:
        """Tell the channels that were told of a story what is new in it and what was wrong."""
        followers = about.followers(row.article_ids).get(scope, [])
        for start in range(0, len(followers), AT_ONCE):
            words = []
            for channel in followers[start : start + AT_ONCE]:
                heard = about.heard(channel)
                told = heard.about(row)
                if not told or heard.knows(row):
                    continue
                news = self._news(scope, row, heard, told, about)
                if news and (word := self._word(scope, channel, row, news, heard, told, about)):
                    words.append(word)
            yield self._ledger.watching.correct(words, about.now) if words else 0

    def _word(
        self,
        scope: Scope,
        channel: Channel,
        row: StoryRow,
        news: StoryDigest,
        heard: Heard,
        told: Sequence[Told],
        about: _Round,
    ) -> Correction | None:
        """What a channel is told of a story's news now; a correction comes with what else there is to tell."""
        subscriptions = about.subscriptions(channel)
        corrections = split_off(news, {Novelty.CORRECTED})
        update = self._due_update(scope, channel, row, news, heard, about)
        if update is None and corrections is None:
            return None
        root = self._ledger.story_root(channel, told[0].story_id)
        dates = self._dates_of(subscriptions)
        if corrections is None:
            assert update is not None
            cause = f"update/{news.story.id}/{revision_key(news.story.editions)}"
            parts = self._parts(update, channel, dates, about)
            return Correction(Post(cause, channel, parts, update.told, root=root))
        both = replace(corrections, bullets=(*corrections.bullets, *(update.bullets if update else ())))
        cause = f"correction/{news.story.id}/{correction_key(corrections.bullets)}"
        told_now = both.told if update else _told_of_corrections(corrections)
        not_before = None if update else quiet_until(subscriptions, about.now)
        parts = self._parts(both, channel, dates, about)
        post = Post(cause, channel, parts, told_now, root=root, not_before=not_before)
        return Correction(post, self._amendments(channel, corrections))

    def _due_update(
        self, scope: Scope, channel: Channel, row: StoryRow, news: StoryDigest, heard: Heard, about: _Round
    ) -> StoryDigest | None:
        """What of a story's news the channel is told now; what has to wait is looked at again in time."""
        rest = split_off(news, _NEWS)
        if rest is None:
            return None
        read = tuple(number for number in row.article_ids if number in heard.seen)
        if read not in about.publishers:
            about.publishers[read] = {each.label for copies in self._briefings.reports(scope, read) for each in copies}
        decided = decide(
            about.subscriptions(channel),
            rest,
            about.now,
            last=self._ledger.watching.last_made(channel, ("update", "correction"), row.article_ids),
            heard_of=heard.seen,
            heard_from=about.publishers[read],
        )
        if isinstance(decided, Later):
            self._again[scope, row.id] = min(decided.at, self._again.get((scope, row.id), decided.at))
            return None
        return decided

    def _amendments(self, channel: Channel, corrections: StoryDigest) -> tuple[Amendment, ...]:
        """The posts that said what is taken back, as they should read; one that would not fit stays as it is."""
        limits = self._limits_of(channel.platform)
        posted = self._ledger.watching.telling(channel, (bullet.before for bullet in corrections.bullets))
        found = []
        for each in posted:
            message = corrected(each.message, corrections.bullets)
            if message is not None and len(split(message, limits)) == 1:
                found.append(replace(each, message=message))
        return tuple(found)

    # Stories that break

    def _alert(self, scope: Scope, row: StoryRow, about: _Round) -> int:
        """Tell the channels that want it of a story that passes their gate, unless they were told of it before."""
        wanting = [
            (subscription, gate)
            for channel in self._attention.channels(scope)
            for subscription in about.alerted.get(channel, ())
            if (gate := subscription.terms.alerts) is not None and subscription.is_served(about.now)
            if may_break(gate, row.voices, row.first_seen, about.now)
        ]
        if not wanting:
            return 0
        reports = self._briefings.reports(scope, row.article_ids)
        story: StoryDigest | None = None
        made = 0
        for subscription, gate in wanting:
            publishers = publishers_within(gate, reports)
            if len(publishers) < gate.publishers or self._has_enough(subscription, gate, row, about.now):
                continue
            story = story or self._briefings.story(scope, row.id, length=Length.SHORT)
            wanted = wanted_by(subscription, story) if story else None
            when = timing(subscription.terms, about.now)
            if wanted is None or when is None:
                continue
            message = present_alert(wanted, publishers, *self._dates_of([subscription]))
            channel = subscription.channel
            parts = split(message, self._limits_of(channel.platform))
            cause = f"alert/{wanted.story.id}"
            post = Post(cause, channel, parts, wanted.told, threaded=True, not_before=when.at)
            made += self._ledger.post([post], about.now)
        return made

    def _has_enough(self, subscription: Subscription, gate: Gate, row: StoryRow, now: datetime) -> bool:
        """Whether a channel knows of a story, or had its share of alerts on its local date."""
        zone = ZoneInfo(subscription.terms.schedule.zone)
        midnight = instant(now.astimezone(zone).date(), time(0), zone)
        watching = self._ledger.watching
        return (
            watching.was_told(subscription.channel, row.article_ids)
            or watching.made_since(subscription.channel, "alert", midnight) >= gate.a_day
        )

    def _parts(
        self, news: StoryDigest, channel: Channel, dates: tuple[tzinfo, str], about: _Round
    ) -> tuple[Message, ...]:
        key = (news, channel.platform, dates)
        if key not in about.parts:
            about.parts[key] = split(present_update(news, *dates), self._limits_of(channel.platform))
        return about.parts[key]

    def _news(
        self, scope: Scope, row: StoryRow, heard: Heard, told: Sequence[Told], about: _Round
    ) -> StoryDigest | None:
        """What is new in a story; worked out once for all channels that know the same of it."""
        seen = tuple(heard.seen.get(article_id) for article_id in row.article_ids)
        key = (scope, row.id, tuple(told), seen)
        if key not in about.news:
            about.news[key] = self._briefings.story(scope, row.id, length=Length.NORMAL, told=heard.told)
        return about.news[key]

    def _dates_of(self, subscriptions: Sequence[Subscription]) -> tuple[tzinfo, str]:
        """The zone and the language in which a channel reads dates."""
        if not subscriptions:
            return self._zone, PLAIN
        terms = subscriptions[0].terms
        return ZoneInfo(terms.schedule.zone), terms.language


def _told_of_corrections(corrections: StoryDigest) -> tuple[Told, ...]:
    """What a channel knows of corrections alone: of the story's texts only those that take something back."""
    cited = {citation.article_id for bullet in corrections.bullets for citation in bullet.citations}
    seen = tuple(edition for edition in corrections.story.editions if edition[0] in cited)
    return tuple(replace(each, seen=seen) for each in corrections.told)
