"""Which story each article is in, after all came in file order through the engine's own clustering, one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from briefings.annotation import Signature
from briefings.ports import Annotator
from briefings.stories.clustering import group
from briefings.stories.signatures import sign
from eval.tasks import Row

_FIRST_ARRIVAL = datetime(2000, 1, 1, tzinfo=UTC)


def predict(rows: Iterable[Row], annotator: Annotator) -> Iterator[dict[str, object]]:
    """A story number for every row; later articles may still merge and split stories, so all come at the end."""
    keys: list[object] = []
    signatures: list[tuple[Signature, datetime]] = []
    for number, row in enumerate(rows):
        keys.append(row["id"])
        signatures.append((signature(row, annotator), published(row, number)))
    for key, story in zip(keys, group(signatures), strict=True):
        yield {"id": key, "cluster": story}


def signature(row: Row, annotator: Annotator) -> Signature:
    """What a row is compared by; of a row without a text, its headline is the text."""
    title, text = str(row.get("title") or ""), str(row.get("text") or "")
    return sign(title if text else "", annotator.annotate(text or title))


def published(row: Row, number: int) -> datetime:
    """When a row's article appeared; articles without a date follow each other as they come."""
    if isinstance(milliseconds := row.get("published_ms"), int | float):
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    if isinstance(text := row.get("published"), str) and text:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return _FIRST_ARRIVAL + timedelta(seconds=number)
