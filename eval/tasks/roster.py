"""Who comes to the event of a question, over a row's articles, by the roster that answers in chat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from briefings.answers.rosters import build_roster
from briefings.models import AnnotatedArticle, Article
from briefings.ports import Annotator
from eval.tasks import Row

_LATEST = datetime.max.replace(tzinfo=UTC)  # the rows say of no question when it was asked: every article may answer
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


def predict(rows: Iterable[Row], annotator: Annotator) -> Iterator[dict[str, object]]:
    """Name, status and quotes of every entry of the roster that a row's question asks for."""
    for row in rows:
        listed = row["articles"]
        articles = [
            _article(item, number, annotator) for number, item in enumerate(listed if isinstance(listed, list) else [])
        ]
        roster = build_roster(annotator.parse(str(row["question"])), articles, _LATEST)
        entries = roster.entries if roster else ()
        yield {
            "id": row["id"],
            "roster": [
                {
                    "name": entry.name,
                    "status": entry.status.value,
                    "quotes": [citation.quote for citation in entry.citations],
                }
                for entry in entries
            ],
        }


def _article(item: Row, number: int, annotator: Annotator) -> AnnotatedArticle:
    text, title, key = str(item["text"]), str(item.get("title") or ""), str(item.get("id") or number)
    when = item.get("published")
    published = datetime.fromisoformat(when) if isinstance(when, str) and when else None
    if published is not None and published.tzinfo is None:
        published = published.replace(tzinfo=UTC)
    stored = published or _UNDATED
    article = Article(number + 1, 1, key, text, title, "", "", "", published, "", stored)
    return AnnotatedArticle(article, annotator.annotate(text))
