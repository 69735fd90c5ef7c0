"""RSS, RDF and Atom, by feedparser."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

from briefings.errors import UnreadableError
from briefings.sources.canonical import article_key
from briefings.sources.feeds.entries import MAX_CATEGORIES, MAX_CONTENT, MAX_SUMMARY, MAX_TITLE, Entry, Feed
from briefings.sources.feeds.moments import read_moment
from briefings.sources.links import resolve
from briefings.sources.markup import cut, first_image, read_line, read_text

Fields = Mapping[str, Any]  # what feedparser gives: text, or lists and mappings of it

_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
_LONGEST_PAUSE = 7 * 24  # hours; a feed that says more has forgotten what it said
_SHORT_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


def read_syndication(text: str, url: str, name: str, now: datetime | None) -> Feed:
    """The feed in a text without an XML declaration; ``format`` is empty for what feedparser does not know.

    Raises:
        UnreadableError: feedparser failed on it.
    """
    import feedparser

    try:
        # Contents become plain text here, so theirs need no cleaning, which costs half of the time; and without the
        # feed's address an id such as "17" stays what it is wherever the feed moves.
        parsed = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # it raises whatever its parts raise: AssertionError, KeyError, RecursionError ...
        raise UnreadableError(
            f"{name} is broken in a way that no reader gets over ({type(error).__name__}); tell its publisher."
        ) from error
    head = cast(Fields, parsed.feed)
    home = resolve(_string(head, "link"), url)
    language = _language(head)
    entries = [_entry(fields, home or url, language, now) for fields in cast(Sequence[Fields], parsed.entries)]
    return Feed(
        format=parsed.version or ("" if not entries else "rss"),
        title=read_line(_string(head, "title"), MAX_TITLE),
        home=home,
        language=language,
        entries=tuple(_told_apart(entries)),
        every=_pause(head),
        address=_linked(head, "self", url),
        hub=_linked(head, "hub", url),
        image=resolve(_string(_mapping(head, "image"), "href") or _string(head, "logo"), url),
    )


def _entry(fields: Fields, base: str, language: str, now: datetime | None) -> Entry:
    url = _address(fields, base)
    markup = _string(fields, "summary")
    title = read_line(_string(fields, "title"), MAX_TITLE)
    title = title or cut(read_text(markup[:2000], MAX_TITLE).partition("\n")[0], 100)
    published = _moment(fields, ("published", "created"), now)
    updated = _moment(fields, ("updated",), now)
    content = max((_string(part, "value") for part in _mappings(fields, "content")), key=len, default="")
    if len(markup) > len(content):
        content = markup  # RSS has but one field for both
    return Entry(
        id=article_key(_string(fields, "id"), url, title, published or updated),
        url=url,
        title=title,
        author=_authors(fields),
        published=published or updated,
        updated=updated,
        summary=read_text((markup or content)[: MAX_SUMMARY * 5], MAX_SUMMARY),
        content=read_text(content[: 3 * MAX_CONTENT], MAX_CONTENT),
        image=resolve(_image(fields) or first_image(content[:20_000]), url or base),
        categories=_categories(fields),
        language=_language(fields) or language,
        comments=resolve(_string(fields, "comments"), base),
    )


def _told_apart(entries: list[Entry]) -> list[Entry]:
    """The entries, each page's with an id of its own: some publishers give all their items the same."""
    pages: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        pages[entry.id].add(entry.url)
    return [
        replace(entry, id=article_key("", entry.url, entry.title, entry.published))
        if len(pages[entry.id]) > 1
        else entry
        for entry in entries
    ]


def _address(fields: Fields, base: str) -> str:
    """Where an entry leads: the publisher's own page where a feed service put its redirect before it."""
    for key in ("feedburner_origlink", "link"):
        if address := resolve(_string(fields, key), base):
            return address
    for link in _mappings(fields, "links"):
        if link.get("rel") in {"alternate", None} and (address := resolve(_string(link, "href"), base)):
            return address
    guid = _string(fields, "id")
    return resolve(guid, base) if guid.startswith(("http://", "https://")) else ""


def _authors(fields: Fields) -> str:
    written = read_line(_string(fields, "author"), 200)
    if "@" in written:  # "jane@example.com (Jane Doe)" is what RSS asks for; the address is nobody's business
        return re.sub(r"\S+@\S+|[()<>]", "", written).strip(" ,;")
    names = [read_line(_string(author, "name"), 100) for author in _mappings(fields, "authors")]
    people = dict.fromkeys(name for name in names if name and "@" not in name)
    return cut(", ".join(people), 300) or written


def _image(fields: Fields) -> str:
    for key in ("media_content", "media_thumbnail"):
        for media in _mappings(fields, key):
            kind = f"{_string(media, 'medium')} {_string(media, 'type')}"
            if ("image" in kind or not kind.strip()) and _string(media, "url"):
                return _string(media, "url")
    for enclosure in _mappings(fields, "enclosures"):
        if _string(enclosure, "type").startswith("image/"):
            return _string(enclosure, "href")
    return _string(_mapping(fields, "image"), "href")


def _categories(fields: Fields) -> tuple[str, ...]:
    names = (read_line(_string(tag, "label") or _string(tag, "term"), 100) for tag in _mappings(fields, "tags"))
    return tuple(dict.fromkeys(name for name in names if name))[:MAX_CATEGORIES]


def _moment(fields: Fields, keys: Sequence[str], now: datetime | None) -> datetime | None:
    for key in keys:
        # ``in`` first: feedparser answers for "updated" with "published", and warns
        if key in fields and (moment := read_moment(_string(fields, key), fields.get(f"{key}_parsed"), now)):
            return moment
    return None


def _language(fields: Fields) -> str:
    code = _string(fields, "language").strip()
    return code.replace("_", "-") if _SHORT_CODE.fullmatch(code) else ""


def _pause(head: Fields) -> timedelta | None:
    """How long the feed says to wait between two fetches: RSS's ttl in minutes, or the syndication module's words."""
    ttl = _string(head, "ttl").strip()
    if re.fullmatch(r"\d{1,5}", ttl) and int(ttl):
        return timedelta(minutes=min(int(ttl), _LONGEST_PAUSE * 60))
    period = _PERIODS.get(_string(head, "sy_updateperiod").strip().casefold())
    if period is None:
        return None
    often = _string(head, "sy_updatefrequency").strip()
    times = int(often) if re.fullmatch(r"\d{1,4}", often) and int(often) else 1
    return timedelta(hours=min(period, _LONGEST_PAUSE) / times)


def _linked(head: Fields, relation: str, url: str) -> str:
    links = (_string(link, "href") for link in _mappings(head, "links") if _string(link, "rel") == relation)
    return next(filter(None, (resolve(link, url) for link in links)), "")


def _string(fields: Fields, key: str) -> str:
    value = fields.get(key) if key in fields else ""
    return value if isinstance(value, str) else ""


def _mapping(fields: Fields, key: str) -> Fields:
    value = fields.get(key)
    return cast(Fields, value) if isinstance(value, Mapping) else {}


def _mappings(fields: Fields, key: str) -> list[Fields]:
    value = fields.get(key)
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list | tuple) else []
