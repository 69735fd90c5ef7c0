"""Bullets for one article: the digest of a story of one, as short as the chat's short one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from briefings.digests import compose
from briefings.models import AnnotatedArticle, Article, Length
from briefings.ports import Annotator
from briefings.sources.datelines import find_dateline
from eval.tasks import Row

MOST = 4  # bullets that the task scores
_STORED = datetime(2025, 1, 1, tzinfo=UTC)  # no bullet of a single article depends on its date


def predict(rows: Iterable[Row], annotator: Annotator) -> Iterator[dict[str, object]]:
    """A row of id and text in, a row of id and bullets out."""
    for number, row in enumerate(rows, start=1):
        text = str(row["text"])
        found = find_dateline(text)
        dateline, source = (found.text, found.source) if found else ("", "")
        article = Article(number, 1, str(row["id"]), text, "", "", source, "", None, dateline, _STORED)
        story = [AnnotatedArticle(article, annotator.annotate(text, dateline))]
        bullets = compose(story, length=Length.SHORT)
        yield {"id": row["id"], "bullets": [bullet.text for bullet in bullets[:MOST]]}
