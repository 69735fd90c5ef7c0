"""Who, what, when, where, why and how of each article: title, standfirst and text in; six answers out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime

from briefings.answers.fivew import five_ws
from briefings.ports import Annotator


def predict(rows: Iterable[Mapping[str, object]], annotator: Annotator) -> Iterator[dict[str, object]]:
    """Answer the six questions for each article."""
    for row in rows:
        headline = annotator.parse(str(row.get("title") or ""))
        summary = annotator.annotate(str(row.get("description") or ""))
        body = annotator.annotate(str(row["text"]))
        yield {"id": row["id"], **asdict(five_ws(headline, summary, body, _published(row.get("published"))))}


def _published(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=UTC) if value else None
    except ValueError:
        return None
