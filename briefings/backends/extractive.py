"""The embedded engine behind the ports: it says nothing that a stored sentence does not say."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from briefings import answers, digests
from briefings.annotation import Sentence, Vector
from briefings.answers.proposals import PassageReader
from briefings.models import AnnotatedArticle, Answer, Bullet, Length, Question, Told


class ExtractiveSummarizer:
    """Writes bullets by choosing and shortening sentences; the embedder tells what was told in other words."""

    def __init__(self, embed: Callable[[Sequence[str]], Vector]) -> None:
        self._embed = embed

    def summarize(
        self, articles: Sequence[AnnotatedArticle], *, length: Length, told: Sequence[Told] = ()
    ) -> tuple[Bullet, ...]:
        """Short bullets in reading order, each with every article that says it, none that the channel was told."""
        return digests.compose(articles, length=length, told=told, embed=self._embed)


class ExtractiveAnswerer:
    """Answers by finding the words of a sentence that answer, or by not finding any.

    ``reader`` gives the trained reader, or None to answer without it; it is asked for at every question, so that the
    reader may be loaded at the first.
    """

    def __init__(self, reader: Callable[[], PassageReader | None] = lambda: None) -> None:
        self._reader = reader

    def answer(
        self, question: Question, parsed: Sentence, vector: Vector, articles: Sequence[AnnotatedArticle]
    ) -> Answer:
        """What the articles say, or that they do not, with the closest passage."""
        return answers.answer(question, parsed, vector, articles, self._reader())
