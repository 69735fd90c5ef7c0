"""The mini-articles of the list tests, annotated by the real pipeline, and what a list holds."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from briefings.answers.lists import list_answers
from briefings.answers.lists.choice import same_text
from briefings.answers.question import tidy
from briefings.models import AnnotatedArticle, Article, Finding
from briefings.ports import Annotator

Row = dict[str, object]
_WHEN = datetime(2025, 8, 29, 9, 0, tzinfo=UTC)


def read_articles(name: str) -> list[Row]:
    """The articles of a file of this folder, each with its text and its questions."""
    rows = tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))["article"]
    return cast(list[Row], rows)


def questions_of(row: Row) -> list[Row]:
    """An article's questions."""
    return cast(list[Row], row["question"])


def words_of(question: Row, key: str) -> set[str]:
    """A question's words under a key, as lists compare them."""
    return {same_text(text) for text in cast(list[str], question.get(key, []))}


def article(annotator: Annotator, text: str, number: int = 1) -> AnnotatedArticle:
    """An annotated article."""
    stored = Article(number, 1, f"article {number}", text, "", "", "", "", None, "", _WHEN)
    return AnnotatedArticle(stored, annotator.annotate(text))


def ask(annotator: Annotator, text: str, *articles: AnnotatedArticle) -> tuple[Finding, ...] | None:
    """Ask as the engine does."""
    return list_answers(annotator.parse(tidy(text)), articles)


def texts(found: tuple[Finding, ...] | None) -> set[str]:
    """What was found, as lists compare it."""
    return {same_text(finding.text) for finding in found or ()}
