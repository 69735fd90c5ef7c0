"""Which story each article is in, after all came in file order through the engine's own clustering, one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from briefings.annotation import Signature
from briefings.ports import Annotator
from briefings.stories.clustering import group
from briefings.stories.signatures import sign
from eval.tasks import Row

_FIRST_ARRIVAL = datetime(2000, 1, 1, tzinfo=UTC)


def predict(rows: Iterable[Row], annotator: Annotator) -> Iterator[dict[str, object]]:
    """A story number for every row; later articles may still merge and split stories, so all come at the end."""
    known = list(rows)
    for row, story in zip(known, group(dated(known, annotator)), strict=True):
        yield {"id": row["id"], "cluster": story}


def dated(rows: Iterable[Row], annotator: Annotator) -> Iterator[tuple[Signature, datetime]]:
    """What each row is compared by, and its date; articles without one follow each other as they come."""
    when = _FIRST_ARRIVAL
    for row in rows:
        when = published(row) or when
        yield signature(row, annotator), when


def signature(row: Row, annotator: Annotator, *, with_title: bool = True) -> Signature:
    """What a row is compared by; of a row without a text, its headline is the text."""
    title, text = str(row.get("title") or ""), str(row.get("text") or "")
    embed = annotator.embed if with_title else None
    return sign(title if text else "", annotator.annotate(text or title), embed)


def published(row: Row) -> datetime | None:
    """When a row's article appeared, if the row tells."""
    if isinstance(milliseconds := row.get("published_ms"), int | float):
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    if isinstance(text := row.get("published"), str) and text:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None
