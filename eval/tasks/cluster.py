"""Which story each article is in, after all came in file order through the engine's own clustering, one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from briefings.ports import Annotator, SignedArticle
from briefings.stories.clustering import Window
from briefings.stories.signatures import sign
from eval.tasks import Row

_FIRST_ARRIVAL = datetime(2000, 1, 1, tzinfo=UTC)


def predict(rows: Iterable[Row], annotator: Annotator) -> Iterator[dict[str, object]]:
    """A story number for every row; later articles may still merge and split stories, so it comes at the end."""
    window = Window()
    keys: list[object] = []
    stories: dict[int, int] = {}
    newest = 0
    for number, row in enumerate(rows):
        title, text = str(row.get("title") or ""), str(row.get("text") or "")
        annotation = annotator.annotate(text or title)
        signature = sign(title if text else "", annotation)
        when = published(row, number)
        story = window.place(signature, when).story_id
        if story is None:
            story = newest = newest + 1
        window.add(SignedArticle(number, story, when, str(row.get("source") or ""), signature))
        keys.append(row["id"])
        stories[number] = story
        for move in window.review(number):
            goal = move.story_id
            if goal is None:
                goal = newest = newest + 1
            window.move(move.article_ids, goal)
            stories.update(dict.fromkeys(move.article_ids, goal))
    for number, key in enumerate(keys):
        yield {"id": key, "cluster": stories[number]}


def published(row: Row, number: int) -> datetime:
    """When a row's article appeared; articles without a date follow each other as they come."""
    if isinstance(milliseconds := row.get("published_ms"), int | float):
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    if isinstance(text := row.get("published"), str) and text:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return _FIRST_ARRIVAL + timedelta(seconds=number)
