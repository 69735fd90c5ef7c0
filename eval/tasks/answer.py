"""Questions over one passage: an id, a question and its context in; an id and the answer out, empty when withheld."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from bot.wiring import configured_reader
from briefings.answers import tidy
from briefings.backends.extractive import ExtractiveAnswerer
from briefings.models import AnnotatedArticle, Article, Question
from briefings.ports import Annotator

_NOW = datetime(2025, 1, 1, tzinfo=UTC)


def predict(rows: Iterable[Mapping[str, object]], annotator: Annotator) -> Iterator[dict[str, object]]:
    """Answer each question from its passage alone; a passage that many rows share is annotated once."""
    answerer = ExtractiveAnswerer(configured_reader())
    passages: dict[str, AnnotatedArticle] = {}
    for row in rows:
        context = str(row["context"])
        key = hashlib.sha256(context.encode()).hexdigest()
        if key not in passages:
            article = Article(len(passages) + 1, 1, key, context, "", "", "", "", None, "", _NOW)
            passages[key] = AnnotatedArticle(article, annotator.annotate(context))
        text = str(row["question"])
        asked = tidy(text)
        vector = annotator.embed([asked])[0]
        found = answerer.answer(Question(text, _NOW), annotator.parse(asked), vector, [passages[key]])
        yield {"id": row["id"], "answer": found.text or "", "quotes": [citation.quote for citation in found.citations]}
