"""Every answer to a question that has several: items of a list, or events in a relation of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from briefings.answers.lists import find_items, list_answers
from briefings.answers.question import tidy
from briefings.models import AnnotatedArticle, Article
from briefings.ports import Annotator
from eval.tasks import Row

_WHEN = datetime(2000, 1, 1, tzinfo=UTC)


def predict(rows: Iterable[Row], annotator: Annotator) -> Iterator[dict[str, object]]:
    """The answers to each question in its context; where the question does not ask for several, the task does."""
    known: dict[str, AnnotatedArticle] = {}
    for row in rows:
        text = str(row["context"])
        if text not in known:
            known = {text: _article(text, annotator)}  # the questions on one context follow each other
        question, articles = annotator.parse(tidy(str(row["question"]))), [known[text]]
        found = list_answers(question, articles)
        if found is None:
            found = find_items(question, articles)
        yield {"id": row["id"], "answers": [finding.text for finding in found]}


def _article(text: str, annotator: Annotator) -> AnnotatedArticle:
    article = Article(1, 1, "row", text, "", "", "", "", None, "", _WHEN)
    return AnnotatedArticle(article, annotator.annotate(text))
