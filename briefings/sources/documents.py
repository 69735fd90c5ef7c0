"""An entry of a feed, with its page where one was fetched, into the document that is stored.

The page's article comes first. A feed's own text stands in where the page gives less: behind a paywall, in an
application that only a browser runs, or where the page could not be fetched at all.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from briefings.errors import EmptyError, SourceError
from briefings.models import Document
from briefings.sources.canonical import article_key, canonical_address, site_of
from briefings.sources.datelines import find_dateline
from briefings.sources.feeds.entries import Entry, Feed
from briefings.sources.headers import split_head
from briefings.sources.languages import mark_language
from briefings.sources.pages import read_page, trim_title
from briefings.sources.teasers import is_content, is_teaser, is_whole, strip_additions
from briefings.sources.vocabulary import load

_RICHER = 1.5  # times as many words: then the feed's text is preferred to its page's
_RELATED = 0.25  # of the long words of an entry must stand in its page
_FEWEST_LONG_WORDS = 4


def has_full_text(entry: Entry) -> bool:
    """Whether a feed's entry holds its whole article, so that its page need not be fetched."""
    return is_whole(strip_additions(entry.content))


def read_entry(
    entry: Entry, publisher: str = "", page: bytes | None = None, page_url: str = "", *, now: datetime | None = None
) -> Document:
    """The document that an entry and its page make; ``teaser`` is set when only the beginning could be read.

    ``publisher`` is whose feed it is (``publisher_of``), ``page_url`` where the page was found in the end.

    Raises:
        EmptyError: neither the page nor the feed holds any text.
    """
    found = _from_page(page, page_url or entry.url, now) if page else None
    own = strip_additions(max(entry.content, entry.summary, key=len))
    if found is not None and _is_better(found, own, entry):
        return replace(
            found,
            key=entry.id or found.key,
            title=_title(entry, found, publisher),
            author=_author(entry.author, publisher) or found.author,
            source=_outlet(found.source, publisher),
            published=entry.published or found.published,
            image=entry.image or found.image,
            language=mark_language(found.text, found.language or entry.language),
        )
    return _from_feed(entry, own, publisher, found)


def _outlet(site: str, publisher: str) -> str:
    """Who publishes a page: what it says of itself, unless that is only its host's name."""
    return publisher if publisher and re.fullmatch(r"[\w.:-]+\.[\w.:-]+", site) else site or publisher


def publisher_of(feed: Feed, url: str) -> str:
    """Whose feed it is, as readers call them: "The Planet - World News RSS" -> "The Planet".

    Of a title's parts the one that the site's host spells; without one the title less its word for "feed".
    """
    site = site_of(feed.home or url)
    host = re.sub(r"[^a-z0-9]", "", site.rpartition(".")[0])
    parts = [part.strip() for part in re.split(r"\s+[|>»·:–—-]+\s+|\s*[|»]\s*|:\s+", feed.title) if part.strip()]
    for part in parts:
        letters = re.sub(r"[^a-z0-9]", "", part.casefold())
        if len(letters) > 2 and (
            letters in host or (len(host) > 2 and host.endswith(letters[3:]) and letters[:3] == "the")
        ):
            return part
    title = re.sub(r"\s*\b(?:rss|atom|xml)?\s*(?:feeds?|rss)\b\s*$", "", feed.title, flags=re.IGNORECASE).strip(
        " -–—|:"
    )
    return title[:80] or site


def _from_page(page: bytes, url: str, now: datetime | None) -> Document | None:
    try:
        return read_page(page, url, now=now)
    except SourceError:
        return None  # the feed's own text stands in, or its absence is what is told


def _is_better(found: Document, own: str, entry: Entry) -> bool:
    """Whether the page's text is the entry's article and not less of it than the feed has."""
    richer = len(own.split()) > _RICHER * len(found.text.split()) and not (is_teaser(own) and not found.teaser)
    return not richer and _belongs(found.text, f"{entry.title} {entry.summary}")


def _belongs(text: str, told: str) -> bool:
    """Whether a page is about what its entry tells, and not a consent form or a front page."""
    words = set(re.findall(r"[^\W\d_]{5,}", told.casefold()))
    if len(words) < _FEWEST_LONG_WORDS:
        return True
    page_words = set(re.findall(r"[^\W\d_]{5,}", text.casefold()))
    return len(words & page_words) >= _RELATED * len(words)


def _from_feed(entry: Entry, own: str, publisher: str, found: Document | None) -> Document:
    head, body = split_head(own, title=entry.title, guess_title=False)
    body = body.strip()
    if not body:
        name = entry.title or entry.url or "An entry"
        raise EmptyError(
            f"“{name}” came without any text, and its page could not be read; open {entry.url or 'its site'}."
        )
    dateline = find_dateline(body)
    address = canonical_address(entry.url)
    walled = found is not None and found.teaser
    return Document(
        key=entry.id or article_key("", entry.url, entry.title, entry.published),
        text=body,
        title=entry.title,
        url=address,
        source=publisher or (found.source if found else "") or site_of(address),
        author=_author(entry.author, publisher) or head.author,
        published=entry.published or head.when,
        dateline=dateline.text if dateline else "",
        teaser=not is_whole(own) and (walled or not is_content(own, entry.summary)),
        image=entry.image or (found.image if found else ""),
        language=mark_language(body, entry.language),
    )


def _title(entry: Entry, found: Document, publisher: str) -> str:
    """The feed's title, which is the publisher's own; the page's where the feed has none or a cut one."""
    if not entry.title or entry.title.endswith(("…", "...")):
        return found.title or entry.title
    return trim_title(entry.title, [name for name in (found.source, publisher, site_of(found.url)) if name], [])


def _author(author: str, publisher: str) -> str:
    """A feed's author, unless it is a program's or the publisher itself."""
    letters = re.sub(r"\W", "", author.casefold())
    nobody = {re.sub(r"\W", "", name.casefold()) for name in load("headers")["pages"]["nobody"]}
    return "" if letters in nobody or letters == re.sub(r"\W", "", publisher.casefold()) else author
