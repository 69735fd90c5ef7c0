"""What was written from the same articles is not written again, and never for other articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from briefings.backends.remembering import RememberingSummarizer
from briefings.models import AnnotatedArticle, Article, Bullet, Citation, Length, Told
from briefings.ports import Annotator

DAY = datetime(2025, 8, 29, tzinfo=UTC)


class Counting:
    """Cites every article once, and counts how often it had to."""

    def __init__(self) -> None:
        self.calls = 0

    def summarize(
        self, articles: Sequence[AnnotatedArticle], *, length: Length, told: Sequence[Told] = ()
    ) -> tuple[Bullet, ...]:
        self.calls += 1
        return tuple(Bullet(each.article.text, (cite(each.article),)) for each in articles)


def cite(article: Article) -> Citation:
    return Citation(article.id, article.text, 0, len(article.text), article.title, article.source, article.url)


def article(annotator: Annotator, number: int, source: str = "World") -> AnnotatedArticle:
    text = "The bridge opened."
    made = Article(number, 1, f"k{number}", text, "A bridge", "https://w.example", source, "", DAY, "", DAY)
    return AnnotatedArticle(made, annotator.annotate(text))


def test_the_same_articles_are_summed_up_once(annotator: Annotator) -> None:
    counting = Counting()
    remembering = RememberingSummarizer(counting)
    first = remembering.summarize([article(annotator, 1)], length=Length.NORMAL)
    assert remembering.summarize([article(annotator, 1)], length=Length.NORMAL) == first
    assert counting.calls == 1


def test_whatever_a_summary_depends_on_makes_another(annotator: Annotator) -> None:
    counting = Counting()
    remembering = RememberingSummarizer(counting)
    one = article(annotator, 1)
    revised = replace(one, article=replace(one.article, revision=2, text="The bridge closed."))
    told = [Told(1, "The bridge opened.")]
    remembering.summarize([one], length=Length.NORMAL)
    (bullet,) = remembering.summarize([revised], length=Length.NORMAL)
    assert bullet.text == "The bridge closed."
    (bullet,) = remembering.summarize([article(annotator, 1, source="Post")], length=Length.NORMAL)
    assert bullet.citations[0].source == "Post"
    remembering.summarize([one], length=Length.SHORT)
    remembering.summarize([one], length=Length.NORMAL, told=told)
    remembering.summarize([one, article(annotator, 2)], length=Length.NORMAL)
    assert counting.calls == 6


def test_what_was_not_asked_for_long_is_forgotten(annotator: Annotator) -> None:
    counting = Counting()
    remembering = RememberingSummarizer(counting, kept=2)
    for number in (1, 2, 1, 3, 1, 2):
        remembering.summarize([article(annotator, number)], length=Length.NORMAL)
    assert counting.calls == 4
