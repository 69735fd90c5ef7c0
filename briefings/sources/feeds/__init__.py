"""Feeds of every kind: RSS, Atom, JSON Feed and sitemaps, from bytes to entries."""

from briefings.sources.feeds.entries import MAX_ENTRIES, Entry, Feed
from briefings.sources.feeds.parsing import MAX_FEED_BYTES, parse_feed

__all__ = ["MAX_ENTRIES", "MAX_FEED_BYTES", "Entry", "Feed", "parse_feed"]
