"""Which entries of a feed are worth reading: what is new, what was changed, what is only touched. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from urllib.parse import urlsplit

from briefings.intake.ports import Seen
from briefings.sources.canonical import article_key, canonical_address
from briefings.sources.feeds import Entry

FIRST_TAKE = 50
"""Entries of a new source that are read."""
FIRST_AGE = timedelta(days=30)
"""Of a new source nothing older is read, beyond its ``FIRST_FEWEST`` latest entries."""
FIRST_FEWEST = 10
MOST_AT_ONCE = 200
"""Entries of one fetch; what is left is taken at the next."""

AGAIN = b"again"
"""The marker of an entry whose page could not be had for now: it is read once more."""

_EPOCH = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Choice:
    """Entries to read, the oldest first, each with what is to be remembered of it; and those that are passed over.

    ``left`` entries are for the next time.
    """

    taken: tuple[tuple[Entry, Seen], ...]
    passed: tuple[Seen, ...] = ()
    left: int = 0


def choose(
    entries: Sequence[Entry],
    seen: Mapping[str, Seen],
    *,
    is_new: bool,
    now: datetime,
    oldest: datetime | None = None,
) -> Choice:
    """What to read of a feed's entries.

    Args:
        entries: as the feed lists them.
        seen: what it brought before, by key.
        is_new: whether the feed is fetched for the first time, so that only its latest entries count.
        now: the time.
        oldest: articles before this are not kept, so they are not taken either.
    """
    times = Counter(canonical_address(entry.url) for entry in entries)
    known_urls = {each.url: each.key for each in seen.values() if each.url}
    wanted: dict[str, tuple[Entry, Seen]] = {}
    for entry in entries:
        url = canonical_address(entry.url)
        key = entry.id or article_key("", entry.url, entry.title, entry.published)
        if key not in seen and times[url] == 1 and _names_article(url):
            key = known_urls.get(url, key)  # the publisher gave it another id
        mark = marker(entry)
        if key and (key not in seen or seen[key].marker != mark):
            wanted.setdefault(key, (replace(entry, id=key), Seen(key, mark, url)))
    latest_first = sorted(wanted.values(), key=lambda each: _date(each[0]), reverse=True)
    taken: list[tuple[Entry, Seen]] = []
    passed: list[Seen] = []
    for place, (entry, note) in enumerate(latest_first):
        reason = _too_old(place, entry, is_new, now, oldest)
        if reason:
            passed.append(replace(note, reason=reason))
        elif len(taken) < MOST_AT_ONCE:
            taken.append((entry, note))
    return Choice(tuple(reversed(taken)), tuple(passed), len(latest_first) - len(taken) - len(passed))


def marker(entry: Entry) -> bytes:
    """What an entry is told apart by from a changed one: its words, and the date of its last change.

    The date of publication is not in it, for publishers touch it.
    """
    changed = entry.updated.isoformat() if entry.updated and entry.updated != entry.published else ""
    words = "\n".join(" ".join(text.split()) for text in (entry.title, entry.summary, entry.content))
    return blake2b(f"{changed}\n{words}".encode("utf-8", "replace"), digest_size=12).digest()


def _too_old(place: int, entry: Entry, is_new: bool, now: datetime, oldest: datetime | None) -> str:
    """Why an entry is passed over; empty if it is not."""
    if oldest and entry.published and entry.published < oldest:
        return "it is older than what is kept (retention_days)"
    if not is_new:
        return ""
    if place >= FIRST_TAKE:
        return f"of a new source only the latest {FIRST_TAKE} entries are taken"
    if place >= FIRST_FEWEST and entry.published and entry.published < now - FIRST_AGE:
        return f"of a new source nothing is taken that is older than {FIRST_AGE.days} days"
    return ""


def _date(entry: Entry) -> datetime:
    return entry.published or entry.updated or _EPOCH


def _names_article(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.path.strip("/") or parts.query)
