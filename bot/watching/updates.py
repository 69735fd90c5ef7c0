"""Which news of a told story is worth a post between digests, when it may come, and what it takes back. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from adapters.message import Block, Item, Message, Note, item, note, plain, quoted, strong
from bot.subscriptions.mutes import without
from bot.subscriptions.subscription import Hush, Subscription, Terms
from briefings.models import Bullet, BulletKind, Edition, Novelty, StoryDigest

SPACING = timedelta(minutes=30)
"""Between two update posts about one story in one channel; what changes meanwhile goes together."""
_ENOUGH = 2  # weight of a post
_BEFORE = "Before: "
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Timing:
    """When something may be told: from ``at`` on, which is now or when quiet hours end."""

    at: datetime


def timing(terms: Terms, now: datetime) -> Timing | None:
    """When a channel may be told something outside of its digests; None where it is dropped."""
    over = terms.quiet.ends(now, ZoneInfo(terms.schedule.zone)) if terms.quiet else None
    if terms.quiet is None or over is None or terms.quiet.hush is Hush.SEND:
        return Timing(now)
    return Timing(over) if terms.quiet.hush is Hush.HOLD else None


def wanted_by(subscription: Subscription, told: StoryDigest) -> StoryDigest | None:
    """What a subscription wants to read of a story, by its topics and mutes; None if that is nothing."""
    terms = subscription.terms
    if terms.topics and not any(is_about(told, topic) for topic in terms.topics):
        return None
    return without(told, terms.mutes)


def is_about(told: StoryDigest, topic: str) -> bool:
    """Whether a story's headline, names or bullets hold every word of a topic, or words that begin so."""
    story = told.story
    bullets = (part for bullet in told.bullets for part in (bullet.text, bullet.before))
    text = " ".join((story.headline, *story.people, *story.places, *bullets)).casefold()
    return all(re.search(rf"(?<!\w){re.escape(word)}", text) for word in topic.casefold().split())


def worth_telling(told: StoryDigest, heard_of: Collection[int], heard_from: Collection[str]) -> bool:
    """Whether the news of a story is worth a post before the next digest.

    A changed fact is; so is what a publisher reports who was not among those heard before. Of the publishers that
    were, it takes more than one new sentence.

    Args:
        told: what is new.
        heard_of: the articles whose text the channel was told from.
        heard_from: their publishers.
    """
    return sum(_weight(bullet, heard_of, heard_from) for bullet in told.bullets) >= _ENOUGH


def _weight(bullet: Bullet, heard_of: Collection[int], heard_from: Collection[str]) -> int:
    if bullet.kind is BulletKind.ROSTER and _NUMBER.sub("", bullet.text) == _NUMBER.sub("", bullet.before):
        return 0  # "and 7 more" for "and 6 more" names nobody
    if bullet.novelty in (Novelty.UPDATED, Novelty.CORRECTED) or bullet.kind is not BulletKind.FACT:
        return 2
    new = [citation for citation in bullet.citations if citation.article_id not in heard_of]
    if any(citation.source not in heard_from for citation in new):
        return 2
    return 1


@dataclass(frozen=True, slots=True)
class Later:
    """It is to be looked at again at a time: by then more may have changed, which goes together."""

    at: datetime


def decide(
    subscriptions: Sequence[Subscription],
    news: StoryDigest,
    now: datetime,
    *,
    last: datetime | None,
    heard_of: Collection[int],
    heard_from: Collection[str],
) -> StoryDigest | Later | None:
    """What a channel is told of a story's news now: the first subscription that wants it says what and when.

    ``last`` is when the latest update about the story was queued there; for the others see ``worth_telling``.
    """
    later: list[datetime] = []
    for subscription in subscriptions:
        if not (subscription.is_served(now) and subscription.terms.updates):
            continue
        wanted, when = wanted_by(subscription, news), timing(subscription.terms, now)
        if wanted is None or when is None or not worth_telling(wanted, heard_of, heard_from):
            continue
        free = max(when.at, last + SPACING) if last else when.at
        if free <= now:
            return wanted
        later.append(free)
    return Later(min(later)) if later else None


def quiet_until(subscriptions: Sequence[Subscription], now: datetime) -> datetime | None:
    """When a channel may be told what is never dropped: when all its quiet hours are over; None for now."""
    ends = [
        over
        for each in subscriptions
        if (quiet := each.terms.quiet) and quiet.hush is not Hush.SEND
        if (over := quiet.ends(now, ZoneInfo(each.terms.schedule.zone)))
    ]
    return max(ends, default=None)


def split_off(told: StoryDigest, novelties: Collection[Novelty]) -> StoryDigest | None:
    """A story with only those bullets; None without any."""
    bullets = tuple(bullet for bullet in told.bullets if bullet.novelty in novelties)
    return replace(told, bullets=bullets) if bullets else None


def revision_key(editions: Iterable[Edition]) -> str:
    """What a state of a story is called: the same texts have the same name."""
    return _digest(sorted(editions))


def correction_key(bullets: Iterable[Bullet]) -> str:
    """What a correction is called: who takes back what."""
    return _digest(sorted((bullet.before, bullet.citations[0].article_id, bullet.text) for bullet in bullets))


def corrected(message: Message, corrections: Sequence[Bullet]) -> Message | None:
    """A posted message with every bullet that was taken back replaced by what is said instead; None if it has none."""
    instead = {bullet.before: bullet for bullet in corrections}
    blocks: list[Block] = []
    replaced = changed = False
    for block in message.blocks:
        said = next((span.text for span in block.spans if span.text in instead), "") if isinstance(block, Item) else ""
        if said and isinstance(block, Item):
            blocks += [item(strong("Corrected: "), instead[said].text, sources=block.sources)]
            blocks += [note(_BEFORE, quoted(said))]
            changed = True
        elif not (replaced and isinstance(block, Note) and plain(block.spans).startswith(_BEFORE)):
            blocks.append(block)
        replaced = bool(said)
    return replace(message, blocks=tuple(blocks)) if changed else None


def _digest(parts: Iterable[object]) -> str:
    return hashlib.blake2b(repr(list(parts)).encode(), digest_size=8).hexdigest()
