"""Web pages into documents, by trafilatura.

Its fast mode is the best one on the article-extraction benchmark (4-gram F1 .954 against .939 of the default, which
swaps whole bodies for readability's). We add what it leaves: bodies that advertisements cut into pieces, titles with
the site's name, the time of publication, and the headline that stands in the body again.
"""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from briefings.errors import EmptyError, UnreadableError
from briefings.models import Document
from briefings.sources.canonical import article_key, believable_address
from briefings.sources.chunks import join_chunks
from briefings.sources.datelines import find_dateline
from briefings.sources.dates import parse_date
from briefings.sources.encodings import MAX_CHARACTERS, clean, drop_controls, read_characters
from briefings.sources.headers import split_head
from briefings.sources.headlines import plain
from briefings.sources.languages import mark_language
from briefings.sources.links import resolve
from briefings.sources.markup import read_text
from briefings.sources.teasers import is_locked, is_teaser
from briefings.sources.vocabulary import load

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

MAX_PAGE_CHARACTERS = 5_000_000
"""Of a page's source: scripts and styles weigh more than the article in it."""

_STUB = 40  # words: less is a slogan, or the label of a gallery
_FEWEST = 10  # words that an article has
_RICHER = 2  # times as many words
_LONGEST_SITE = 60  # characters; a longer name is a slogan
_LAST_DATE = "2100-01-01"  # htmldate reads the clock unless it is told; who knows the time says so
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_STAMP = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')

for _library in ("trafilatura", "htmldate", "courlan"):
    # what they warn of becomes our one sentence; without a handler Python would print both
    logging.getLogger(_library).addHandler(logging.NullHandler())


def read_page(html: bytes, url: str, *, key: str = "", name: str = "", now: datetime | None = None) -> Document:
    """The article in a web page.

    ``url`` is where the page was fetched (empty for a file), ``key`` what it is known by when neither it nor the page
    names an address, and ``name`` what an error calls it. ``now`` rules out dates to come.

    Raises:
        UnreadableError: the bytes are no page.
        EmptyError: no article was found in it.
    """
    from trafilatura import bare_extraction, extract_metadata, load_html  # takes a second to load

    name = name or url or "the page"
    declared = _DECLARED.search(html[:4000])
    source = read_characters(
        html, name, declared=declared[1].decode("ascii") if declared else "", limit=MAX_PAGE_CHARACTERS
    )
    nothing = EmptyError(f"No article was found in {name}; save the article's text as a .txt file and add that file.")
    tree = load_html(drop_controls(source))
    if tree is None:
        raise nothing
    limits = {"extensive_search": True, "original_date": True, "max_date": f"{now:%Y-%m-%d}" if now else _LAST_DATE}
    page = bare_extraction(
        join_chunks(tree),
        url=url or None,
        fast=True,
        include_comments=False,
        with_metadata=True,
        date_extraction_params=limits,
    )
    if page is None or isinstance(page, dict):
        page = extract_metadata(tree, url or None, date_config=limits)
    site = _site(page.sitename or "", url)
    headings = [plain(heading.text_content()) for heading in tree.iter("h1")]
    sites = [site, page.hostname or "", _host(url)]
    title = trim_title(_full_title(page.title or "", tree, sites), sites, headings)
    text = _or_readable(clean(page.text or "").strip(), source)
    text = _without_title(text, [title, page.title or "", *headings])
    head, body = split_head(text, title=title, guess_title=False)
    body = body.strip()
    if not body:
        raise nothing
    if len(body) > MAX_CHARACTERS:
        raise UnreadableError(
            f"{name} holds {len(body):,} characters, more than the {MAX_CHARACTERS:,} of one article; "
            "save the part that you need as a .txt file and add that file."
        )
    dateline = find_dateline(body)
    address = find_address(tree, url)
    return Document(
        key=article_key("", address) or key,
        text=body,
        title=title,
        url=address,
        source=site or head.source or (dateline.source if dateline else ""),
        author=_authors(page.author or "", sites) or head.author,
        published=_published(page.date or "", tree, source) or head.when,
        dateline=dateline.text if dateline else "",
        teaser=is_teaser(body, locked=is_locked(source)),
        image=resolve(page.image or "", url),
        language=mark_language(body, _declared_language(tree)),
    )


def _or_readable(text: str, source: str) -> str:
    """The extractor's text; where that is next to nothing, what readability finds if it is much more."""
    if len(text.split()) >= _STUB:
        return text
    from readability import Document as Readable

    try:
        other = read_text(Readable(source).summary(html_partial=True), MAX_CHARACTERS)
    except Exception:  # it raises whatever lxml and its own guesses raise; then there is no second opinion
        return text
    return other if len(other.split()) > _RICHER * max(len(text.split()), _FEWEST) else text


def _declared_language(tree: HtmlElement) -> str:
    """The code that a page's first element names; empty for what is no code."""
    code = (tree.get("lang") or tree.get("xml:lang") or "").strip().replace("_", "-")
    return code if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", code) else ""


def trim_title(title: str, sites: list[str], headings: list[str]) -> str:
    """A page's title without the name of its site: "Ferry sinks | The Post" -> "Ferry sinks".

    The site's name is known from the page's metadata and its host; a first heading that the title begins with, up to a
    dash or a bar, says where the title ends, too.
    """
    names = {_letters(name) for site in sites if site for name in (site, _stem(site))} - {""}
    for heading in headings:
        if len(heading.split()) > 1 and re.match(rf"{re.escape(heading)}\s+[|–—›»·-]\s+", title, re.IGNORECASE):
            return title[: len(heading)]
    for bar in (r"\s+[|–—›»·-]+\s+", r"\s*\|\s*"):
        parts = re.split(f"({bar})", title)
        while len(parts) > 2 and _letters(parts[-1]) in names:
            parts = parts[:-2]
        while len(parts) > 2 and _letters(parts[0]) in names:
            parts = parts[2:]
        title = "".join(parts).strip()
    return title


def _full_title(title: str, tree: HtmlElement, sites: list[str]) -> str:
    """The extractor's title; where that is only the site's name, all that the <title> element says."""
    if _letters(title) in {_letters(name) for site in sites for name in (site, _stem(site))}:
        title = next((element.text_content() for element in tree.iter("title")), "") or title
    return plain(title)


def find_address(tree: HtmlElement, url: str) -> str:
    """The canonical address that a page names, if it can be believed, else that of where it was fetched."""
    found = [
        link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").casefold().split()
    ]
    found += [meta.get("content") for meta in tree.iter("meta") if meta.get("property") == "og:url"]
    return believable_address((resolve(href, url) for href in found if href), url)


def _published(day: str, tree: HtmlElement, source: str) -> datetime | None:
    """The moment of publication: the page's own time stamp of the day that was found, else that day's midnight."""
    stamps = [meta.get("content") for meta in tree.iter("meta") if _is_stamp(meta)]
    stamps += [time.get("datetime") for time in tree.iter("time")]
    stamps += _STAMP.findall(source)
    for stamp in filter(None, stamps):
        if stamp.startswith(day) and len(stamp) > len(day) and (moment := parse_date(stamp)) and day:
            return moment
    return datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None


def _is_stamp(meta: HtmlElement) -> bool:
    names = {(meta.get(key) or "").casefold() for key in ("property", "name", "itemprop")}
    return bool(names & {"article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "pubdate"})


def _authors(text: str, sites: list[str]) -> str:
    """The people that a page names as its authors; the site itself only when it names nobody else."""
    never = {_letters(name) for name in load("headers")["pages"]["nobody"]}
    own = {_letters(site) for site in sites}
    names = [name.strip() for name in text.split(";") if name.strip() and _letters(name) not in never]
    people = [name for name in names if _letters(name) not in own]
    return ", ".join(dict.fromkeys(people or names))


def _without_title(text: str, titles: list[str]) -> str:
    """A body that does not begin with the page's headline."""
    first, _, rest = text.partition("\n")
    return rest.lstrip("\n") if _letters(first) in {_letters(title) for title in titles if title} else text


def _host(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").removeprefix("m.").removeprefix("amp.")


def _stem(site: str) -> str:
    """A host's own name: example.co.uk -> example."""
    return site.removeprefix("www.").partition(".")[0] if re.fullmatch(r"[\w.-]+\.\w{2,}", site) else site


def _site(name: str, url: str) -> str:
    """The publisher that a page names, or else its host."""
    name = " ".join(name.split()).lstrip("@")
    return name if any(map(str.isalpha, name)) and len(name) <= _LONGEST_SITE else _host(url)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
