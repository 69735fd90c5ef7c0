"""JSON Feed 1 and 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import cast

from briefings.errors import NotFeedError, UnreadableError
from briefings.sources.canonical import article_key
from briefings.sources.feeds.entries import (
    MAX_CATEGORIES,
    MAX_CONTENT,
    MAX_ENTRIES,
    MAX_SUMMARY,
    MAX_TITLE,
    Entry,
    Feed,
)
from briefings.sources.feeds.moments import read_moment
from briefings.sources.links import resolve
from briefings.sources.markup import cut, first_image, read_line, read_text

Object = Mapping[str, object]


def read_json_feed(text: str, url: str, name: str, now: datetime | None) -> Feed:
    """The feed in a JSON text.

    Raises:
        UnreadableError: it is no JSON.
        NotFeedError: it is no JSON Feed.
    """
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(
            f"{name} is broken JSON; tell its publisher, or follow another feed of that site."
        ) from error
    items = feed.get("items") if isinstance(feed, dict) else None
    version = _string(feed, "version") if isinstance(feed, dict) else ""
    if not isinstance(items, list) or not ("jsonfeed.org" in version or "title" in feed):
        raise NotFeedError(f"{name} is JSON, but no JSON Feed; give the address of a feed, or of the site itself.")
    head = cast(Object, feed)
    kept = [cast(Object, item) for item in items if isinstance(item, dict)]
    if len(kept) > MAX_ENTRIES:  # what is new stands at one end
        kept = kept[: MAX_ENTRIES // 2] + kept[-MAX_ENTRIES // 2 :]
    home = resolve(_string(head, "home_page_url"), url)
    language = _string(head, "language")[:20]
    hubs = head.get("hubs")
    hub = next((each for each in hubs if isinstance(each, dict)), {}) if isinstance(hubs, list) else {}
    return Feed(
        format="json11" if version.rstrip("/").endswith("1.1") else "json1",
        title=read_line(_string(head, "title"), MAX_TITLE),
        home=home,
        language=language,
        entries=tuple(_entry(item, home or url, language, now) for item in kept),
        address=resolve(_string(head, "feed_url"), url),
        hub=resolve(_string(hub, "url"), url),
        image=resolve(_string(head, "icon") or _string(head, "favicon"), url),
        total=len(items),
    )


def _entry(item: Object, base: str, language: str, now: datetime | None) -> Entry:
    address = resolve(_string(item, "url"), base)
    url = address or resolve(_string(item, "external_url"), base)
    published = read_moment(_string(item, "date_published"), now=now)
    updated = read_moment(_string(item, "date_modified"), now=now)
    content = _string(item, "content_html") or _string(item, "content_text")
    summary = read_text((_string(item, "summary") or content)[: MAX_SUMMARY * 5], MAX_SUMMARY)
    title = read_line(_string(item, "title"), MAX_TITLE) or cut(summary.partition("\n")[0], 100)
    image = _string(item, "image") or _string(item, "banner_image") or first_image(content[:20_000])
    return Entry(
        id=article_key(_identifier(item), url, title, published),
        url=url,
        title=title,
        author=_authors(item),
        published=published or updated,
        updated=updated,
        summary=summary,
        content=read_text(content[: 3 * MAX_CONTENT], MAX_CONTENT),
        image=resolve(image, url or base),
        categories=tuple(dict.fromkeys(filter(None, (read_line(tag, 100) for tag in _strings(item, "tags")))))[
            :MAX_CATEGORIES
        ],
        language=_string(item, "language")[:20] or language,
    )


def _identifier(item: Object) -> str:
    """The item's id; a number is none by the standard, and many publishers' all the same."""
    value = item.get("id")
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _authors(item: Object) -> str:
    authors = item.get("authors")
    found = authors if isinstance(authors, list) else [item.get("author")]  # version 1 has but one
    names = [read_line(_string(cast(Object, each), "name"), 100) for each in found if isinstance(each, dict)]
    return cut(", ".join(dict.fromkeys(name for name in names if name)), 300)


def _string(fields: Object, key: str) -> str:
    value = fields.get(key)
    return value if isinstance(value, str) else ""


def _strings(fields: Object, key: str) -> list[str]:
    value = fields.get(key)
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
