"""Task "feed": a feed's entries, read in a worker as `newsbrief sources add ADDRESS` reads them."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator

from briefings.errors import SourceError
from briefings.ports import Annotator
from briefings.sources.feeds import Entry
from briefings.sources.worker import Workers
from eval.tasks import Row

_ADDRESS = "http://feeds.example/feed.xml"  # where the sets' files would have been fetched


def predict(rows: Iterable[Row], _annotator: Annotator) -> Iterator[dict[str, object]]:
    """A row has id and xml_b64; its prediction id, error (or null) and entries of id, title, url and published."""
    with Workers() as workers:
        for row in rows:
            try:
                feed = workers.parse_feed(feed_of(row), _ADDRESS)
            except SourceError as error:
                yield {"id": row["id"], "error": str(error), "entries": []}
                continue
            yield {"id": row["id"], "error": None, "entries": [_told(entry) for entry in feed.entries]}


def feed_of(row: Row) -> bytes:
    """The feed's bytes, which the row holds in base64."""
    return base64.b64decode(str(row["xml_b64"]))


def _told(entry: Entry) -> dict[str, object]:
    published = entry.published.isoformat() if entry.published else None
    return {"id": entry.id, "title": entry.title, "url": entry.url, "published": published}
