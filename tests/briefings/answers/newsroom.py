"""Annotated articles and questions for the tests of answering."""

import tomllib
from datetime import UTC, date, datetime, time
from pathlib import Path

from briefings.answers import answer, tidy
from briefings.answers.proposals import PassageReader
from briefings.models import AnnotatedArticle, Answer, Article, Question
from briefings.ports import Annotator

ASKED = datetime(2025, 8, 29, 9, 0, tzinfo=UTC)
HERE = Path(__file__).parent


def article(
    annotator: Annotator,
    text: str,
    *,
    number: int = 1,
    title: str = "",
    source: str = "",
    published: date | None = None,
) -> AnnotatedArticle:
    """An annotated article of made-up news."""
    when = datetime.combine(published, time(9), UTC) if published else None
    stored = Article(number, 1, f"article {number}", text, title, "", source, "", when, "", when or ASKED)
    return AnnotatedArticle(stored, annotator.annotate(text))


def stories(annotator: Annotator) -> dict[str, AnnotatedArticle]:
    """The mini-articles of stories.toml by their names."""
    rows = tomllib.loads((HERE / "stories.toml").read_text(encoding="utf-8"))["article"]
    return {
        row["name"]: article(
            annotator,
            row["text"].strip(),
            number=number,
            title=row["title"],
            source=row["source"],
            published=row["published"],
        )
        for number, row in enumerate(rows, 1)
    }


def ask(
    annotator: Annotator, text: str, articles: list[AnnotatedArticle], reader: PassageReader | None = None
) -> Answer:
    """Ask as the engine does, with or without the trained reader."""
    asked = tidy(text)
    return answer(Question(text, ASKED), annotator.parse(asked), annotator.embed([asked])[0], articles, reader)
