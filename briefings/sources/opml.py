"""Lists of feeds as readers export and import them (opml.org/spec2.opml); read by listparser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from briefings.errors import EmptyError, LimitError
from briefings.sources.canonical import canonical_address
from briefings.sources.encodings import clean
from briefings.sources.feeds.characters import decode
from briefings.sources.links import resolve
from briefings.sources.markup import read_line

MAX_BYTES = 5_000_000
MAX_SUBSCRIPTIONS = 5_000
MAX_FOLDERS = 10
"""Of one list; no reader's is longer or deeper."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed that somebody follows; ``folder`` is where they keep it, the outermost first."""

    address: str
    title: str = ""
    folder: tuple[str, ...] = ()


def read_opml(content: bytes, name: str) -> tuple[Subscription, ...]:
    """The feeds of an OPML file, each once, in its order; ``name`` is what an error calls the file.

    A file that breaks off gives what stands before the break.

    Raises:
        EmptyError: it names no feed that could be fetched.
        LimitError: it is far longer than a list of feeds is.
    """
    import listparser

    if len(content) > MAX_BYTES:
        raise LimitError(
            f"{name} has {len(content) / 1e6:.0f} MB, too much for a list of feeds; split it into several."
        )
    # a text would be taken for an address to fetch; bytes are only read
    parsed = listparser.parse(b'<?xml version="1.0" encoding="utf-8"?>' + decode(content).encode("utf-8", "replace"))
    found: dict[str, Subscription] = {}
    for feed in parsed.feeds:
        address = resolve(feed.url, "")
        if address:
            folder = next((tuple(read_line(part, 100) for part in path) for path in feed.categories), ())
            subscription = Subscription(address, read_line(feed.title, 200), tuple(filter(None, folder))[:MAX_FOLDERS])
            found.setdefault(canonical_address(address) or address, subscription)
    if not found:
        raise EmptyError(f"{name} names no feed; export your feeds as OPML in your reader, and import that file.")
    if len(found) > MAX_SUBSCRIPTIONS:
        raise LimitError(f"{name} names {len(found):,} feeds, more than {MAX_SUBSCRIPTIONS:,}; split it into several.")
    return tuple(found.values())


def write_opml(subscriptions: Sequence[Subscription], title: str, now: datetime) -> bytes:
    """An OPML 2.0 file with the feeds in their folders, as every reader imports it."""
    root = Element("opml", version="2.0")
    head = SubElement(root, "head")
    SubElement(head, "title").text = clean(title)
    SubElement(head, "dateCreated").text = format_datetime(now, usegmt=True)
    folders: dict[tuple[str, ...], Element] = {(): SubElement(root, "body")}
    for subscription in subscriptions:
        for depth in range(1, len(subscription.folder) + 1):
            path = subscription.folder[:depth]
            if path not in folders:
                folders[path] = SubElement(folders[path[:-1]], "outline", text=clean(path[-1]), title=clean(path[-1]))
        name = clean(subscription.title) or subscription.address
        SubElement(
            folders[subscription.folder], "outline", type="rss", text=name, title=name, xmlUrl=subscription.address
        )
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"
