"""Task "extract": a web page's article, read in a worker as the bot reads a page that it fetched."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterable, Iterator

from briefings.errors import SourceError
from briefings.ports import Annotator
from briefings.sources.worker import Workers
from eval.tasks import Row


def predict(rows: Iterable[Row], _annotator: Annotator) -> Iterator[dict[str, object]]:
    """A row has id, url and html_gz_b64; its prediction id, text, title, author and date (YYYY-MM-DD)."""
    with Workers() as workers:
        for row in rows:
            try:
                document = workers.read_page(page_of(row), str(row["url"]))
            except SourceError:
                yield {"id": row["id"], "text": "", "title": "", "author": "", "date": ""}
                continue
            yield {
                "id": row["id"],
                "text": document.text,
                "title": document.title,
                "author": document.author,
                "date": document.published.date().isoformat() if document.published else "",
            }


def page_of(row: Row) -> bytes:
    """The page's bytes, which the row holds compressed."""
    return gzip.decompress(base64.b64decode(str(row["html_gz_b64"])))
